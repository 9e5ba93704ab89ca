"""ready_listed, design_of, trial_asked: virtual trials before they are run."""

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from trephine.core.error import InputError
from trephine.core.option import entry_of
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.library.ready_trial import ready_trials
from trephine.library.trial_answers import trial_answers
from trephine.library.trial_check import check_figures
from trephine.library.trial_file import MOST_BYTES, trial_of_text
from trephine.library.write_trial import write_trial
from trephine.loop.check_arms import check_arms
from trephine.reports.trial_plan_text import more_given, trial_plan, trial_plan_text
from trephine.web.trials.shape import (
    AnswerKept,
    ArmPlanned,
    OverrideShown,
    PairKept,
    TrialAsked,
    TrialDesign,
    TrialListed,
)

_FILE = Path("trial.toml")
_NO_TRIAL = Text(zh="没有这个现成的试验", en="There is no such ready trial")
_LISTED = "/api/mechanism/trials"
_JOIN = {"zh": "、", "en": ", "}


@cache
def ready_listed() -> tuple[TrialListed, ...]:
    """Return the ready trials."""
    return tuple(
        TrialListed(
            id=one.id,
            title=one.title,
            question=one.question,
            arms=tuple(arm.label for arm in one.arms),
            patients=one.patients,
            days=one.days,
            answered=one.id in trial_answers(),
        )
        for one in ready_trials()
    )


def ready_of(name: str) -> Trial:
    """Return the ready trial of that id. Raises InputError with the names near a wrong one."""
    return entry_of(name, ready_trials(), what=_NO_TRIAL, where="trial", listed=_LISTED)


def plan_read(text: str) -> Trial:
    """Return the trial of a file's text. Raises InputError with the line of what is wrong."""
    size = len(text.encode())
    if size > MOST_BYTES:
        raise InputError(
            what=Text(zh="文件过大", en="The file is too large"),
            where=str(_FILE),
            found=f"{size:,} > {MOST_BYTES:,} bytes",
            do=Text(zh="检查是否给错了文件", en="See whether it is the right file"),
        )
    return trial_of_text(text, _FILE)


def trial_asked(asked: TrialAsked) -> Trial:
    """Return the trial that is asked for, with its changes. Raises InputError."""
    trial = plan_read(asked.file) if asked.file else ready_of(asked.ready)
    unknown = sorted(set(asked.arms) - {one.id for one in trial.arms})
    if unknown:
        names = [one.id for one in trial.arms]
        raise InputError(
            what=Text(zh="试验没有这一组", en="The trial has no such arm"),
            where="arms",
            found=", ".join(unknown)[:200],
            do=Text(zh=f"可用：{'、'.join(names)}", en=f"Choose among: {', '.join(names)}"),
        )
    trial = replace(
        trial,
        patients=trial.patients if asked.patients is None else asked.patients,
        seed=trial.seed if asked.seed is None else asked.seed,
        days=trial.days if asked.days is None else asked.days,
        arms=tuple(one for one in trial.arms if not asked.arms or one.id in asked.arms),
    )
    check_figures(trial, lambda *steps: str(steps[-1]))
    check_arms(trial)
    return trial


def design_of(trial: Trial, ready: str) -> TrialDesign:
    """Return the design card of a trial. Raises InputError for overrides that clash."""
    return _design(write_trial(trial), ready)


@lru_cache(maxsize=32)
def _design(text: str, ready: str) -> TrialDesign:
    """Return the same of a plan's text; what a proof finds in changed rules takes a second."""
    trial = plan_read(text)
    plan = trial_plan(trial)
    lines = {one: trial_plan_text(plan, one).splitlines() for one in ("zh", "en")}
    told = 2 + bool(trial.question)  # title, that it is simulated, the question: shown apart
    facts = zip(lines["zh"][told : lines["zh"].index("")],
                lines["en"][told : lines["en"].index("")], strict=True)  # fmt: skip
    arms = tuple(_arm(one) for one in plan["arms"])
    whole = ready_of(ready) if ready else trial
    return TrialDesign(
        id=trial.id,
        ready=ready,
        title=trial.title,
        question=trial.question,
        note=trial.note,
        written=trial.written,
        patients=trial.patients,
        days=trial.days,
        seed=trial.seed,
        facts=tuple(Text(zh=zh, en=en) for zh, en in facts),
        arms=arms,
        choices=arms
        if len(whole.arms) == len(arms)
        else tuple(_arm(one) for one in trial_plan(whole)["arms"]),
        file=text,
        kept=kept_answer(ready),
    )


def kept_answer(ready: str) -> AnswerKept | None:
    """Return the answer of a ready trial that the documentation has; None for none."""
    found = trial_answers().get(ready)
    if found is None:
        return None
    return AnswerKept(
        patients=found.patients,
        pairs=tuple(PairKept(heading=one.heading, lines=one.lines) for one in found.pairs),
    )


def _arm(arm: dict[str, Any]) -> ArmPlanned:
    given = [arm["product"], *arm["strategies"]]
    return ArmPlanned(
        id=arm["id"],
        label=Text(**arm["label"]),
        given=Text(
            zh=_JOIN["zh"].join([*(one["zh"] for one in given), *more_given(arm, "zh")]),
            en=_JOIN["en"].join([*(one["en"] for one in given), *more_given(arm, "en")]),
        ),
        overrides=tuple(_override(one) for one in arm["overrides"]),
        cautions=tuple(_text(one) for one in arm["cautions"]),
    )


def _override(one: dict[str, Any]) -> OverrideShown:
    printed = one.get("printed")
    source: Text | None = None
    said: Text | None
    if one["kind"] == "budget":
        where = Text(zh=one["budget"], en=one["budget"])
        said = _text(printed)
    else:
        table = one["table"]
        where = Text(zh=f"{table['zh']} {one['rule']}", en=f"{table['en']} {one['rule']}")
        said = None if printed is None else _if(printed, printed["if"])
    if printed is not None:
        source = _text(printed["source"])
    now = _if(one["does"], one["now"]) if "does" in one else _text(one["now"])
    return OverrideShown(
        where=where, printed=said, source=source, now=now, reason=_text(one["reason"])
    )


def _if(what: Any, condition: Any) -> Text:
    return Text(zh=f"{what['zh']} ← {condition['zh']}", en=f"{what['en']} ← {condition['en']}")


def _text(given: Any) -> Text:
    return Text(zh=given["zh"], en=given["en"])
