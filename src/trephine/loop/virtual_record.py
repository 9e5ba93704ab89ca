"""virtual_record: one virtual patient's Record as the ward of a trial wrote it."""

from trephine.core.error import InputError
from trephine.core.record import Record
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.loop.check_arms import check_arms
from trephine.loop.run_chunk import run_chunk


def virtual_record(trial: Trial, arm: str, patient: int) -> Record:
    """Return the Record of virtual patient ``patient`` (from 0) in an arm, of origin ``simulated``.

    The patient is run alone and is the same as in the whole trial. ``assess`` on the Record, with
    the arm's handbook, gives at every round what the ward decided. Raises InputError for an arm or
    a patient that the trial does not have.
    """
    check_arms(trial)
    names = [one.id for one in trial.arms]
    if arm not in names:
        raise InputError(
            what=Text(zh="试验没有这一组", en="The trial has no such arm"),
            where=trial.id,
            found=arm,
            do=Text(zh=f"可用：{'、'.join(names)}", en=f"Choose one of: {', '.join(names)}"),
        )
    if not 0 <= patient < trial.patients:
        raise InputError(
            what=Text(zh="试验没有这一患者", en="The trial has no such patient"),
            where=trial.id,
            found=str(patient),
            do=Text(
                zh=f"编号从 0 到 {trial.patients - 1}",
                en=f"Give a number from 0 to {trial.patients - 1}",
            ),
        )
    _, ward = run_chunk(trial, trial.arm(arm), patient, 1, kept=(0,))
    return ward.record(0)
