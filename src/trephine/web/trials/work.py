"""trial_task, record_task: what jobs do with virtual trials, and what of it the journal keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from trephine.care.written_of import written_of
from trephine.core.event import Entry
from trephine.core.record import Record
from trephine.core.record_event import ReadingsAdded, RecordOpened
from trephine.core.run_event import RunAnswered, RunFinished, VirtualPatientOpened
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.loop.run_chunk import given_for
from trephine.loop.run_trial import run_trial
from trephine.loop.virtual_record import virtual_record
from trephine.web.job.work import JobReport
from trephine.web.trials.answers import trial_answer
from trephine.web.trials.figures_kept import keep_figures
from trephine.web.trials.plans import plan_read
from trephine.web.trials.shape import TrialAnswer

VERSION = 1  # of the shape of an answer
# A round costs about the same for a few patients as for some hundred: smaller parts would tell of
# progress more often and take longer.
PART = 250
_READY = Text(zh="正在准备规则与模型", en="Making rules and model ready")
_RUNNING = Text(zh="{done} / {total} 例", en="{done} of {total} virtual patients")
_SUMMING = Text(zh="正在汇总与作图", en="Summing up and drawing")
PIECES = ("arms", "pairs")  # lists of an answer that are kept an event each
READINGS = 1500  # in one event: it stays below half of what an event may hold
_ANSWER = TypeAdapter(TrialAnswer)
_STORY = Text(
    zh="模拟数据：虚拟试验“{title}”中“{arm}”组的第 {patient} 号虚拟患者，不是任何人。"
    "病历所载为第 {day} 天结束时病房所知。此处按库中规则判定，该组若改了规则，此处不从。",
    en="Simulated: virtual patient {patient} of the arm “{arm}” of the virtual trial “{title}”;"
    " nobody. The record holds what the ward knew at the end of day {day}. It is judged here by the"
    " library's rules, even where the arm follows others.",
)
_TITLE = Text(zh="虚拟患者 {patient}（{arm}）", en="Virtual patient {patient} ({arm})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Entries of one stream that a job leaves behind."""

    stream: str
    entries: Sequence[Entry]


def advance_of(report: JobReport, extra: int = 0) -> Any:
    """Return a listener that tells a job's row how many patients are done.

    ``extra`` are steps after the last patient, so that it is not told as done too early.
    """

    def told(done: int, total: int, kept: int) -> None:
        del kept
        step = Text(
            zh=_RUNNING.zh.format(done=done, total=total),
            en=_RUNNING.en.format(done=done, total=total),
        )
        report(done, total + extra, step)

    return told


def trial_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Run the trial of ``plan`` for the run ``run``; its tables and figures lie in ``folder``."""
    trial = plan_read(arguments["plan"])
    total = trial.patients * len(trial.arms)
    report(0, total, _READY)
    given_for(trial, trial.arms[0])
    found = run_trial(
        trial,
        out=folder / "tables",
        chunk=PART,
        workers=1 if total <= PART else 0,
        advance=advance_of(report, max(total // 50, 1)),
    )
    report(total, total + max(total // 50, 1), _SUMMING)
    if found.results is None:  # an interruption of the process itself
        raise KeyboardInterrupt
    answer, drawn = trial_answer(found.results)
    keep_figures(folder / "figures", drawn)
    failed = sum(len(numbers) for arm in found.results.arms for numbers in arm.failed.values())
    return finished(arguments, _ANSWER.dump_python(answer, mode="json"), failed)


def finished(arguments: dict[str, Any], answer: dict[str, Any], failed: int) -> dict[str, Any]:
    """Return a job's result that ends its run: lists of the answer go piece by piece."""
    pieces = {part: given for part, given in answer.items() if part in PIECES and given}
    entries = [
        _entry("run-answered", RunAnswered(part=part, content=one))
        for part, given in pieces.items()
        for one in given
    ]
    rest = {name: given for name, given in answer.items() if name not in pieces}
    ended = RunFinished(answer=rest, version=VERSION, failed=failed)
    stream = f"run/{arguments['run']}"
    return kept_by_journal(
        [Kept(stream=stream, entries=[*entries, _entry("run-finished", ended)])],
        arguments["author"],
    )


def record_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Run one virtual patient alone and write the record, up to a day, into the care room."""
    del folder
    report(0, 1, _READY)
    trial = plan_read(arguments["plan"])
    arm, patient, day = arguments["arm"], arguments["patient"], arguments["day"]
    entries = record_entries(trial, arm, patient, day)
    opened = VirtualPatientOpened(arm=arm, patient=patient, day=day, record=arguments["record"])
    return kept_by_journal(
        [
            Kept(stream=f"record/{arguments['record']}", entries=entries),
            Kept(
                stream=f"run/{arguments['run']}",
                entries=[_entry("virtual-patient-opened", opened)],
            ),
        ],
        arguments["author"],
    )


def record_entries(trial: Trial, arm: str, patient: int, day: int) -> list[Entry]:
    """Return the events that open a virtual patient's record as known at the end of a day."""
    record = known_at(virtual_record(trial, arm, patient), trial, day)
    written = tuple(written_of(one) for one in record)
    words = {"title": trial.title, "arm": trial.arm(arm).label}
    label = trial.arm(arm).label
    return [
        _entry(
            "record-opened",
            RecordOpened(
                patient=record.patient,
                demo=True,
                title=Text(
                    zh=_TITLE.zh.format(patient=patient, arm=label.zh),
                    en=_TITLE.en.format(patient=patient, arm=label.en),
                ),
                story=Text(
                    zh=_STORY.zh.format(patient=patient, day=day, **_in("zh", words)),
                    en=_STORY.en.format(patient=patient, day=day, **_in("en", words)),
                ),
                seen_at=end_of(trial, day),
            ),
        ),
        *(
            _entry("readings-added", ReadingsAdded(readings=written[at : at + READINGS]))
            for at in range(0, len(written), READINGS)
        ),
    ]


def known_at(record: Record, trial: Trial, day: int) -> Record:
    """Return a record with what was known at the end of a day after the infusion."""
    seen = end_of(trial, day)
    return replace(record, readings=tuple(one for one in record.readings if one.known_from <= seen))


def end_of(trial: Trial, day: int) -> datetime:
    """Return the last minute of a day after the infusion, by the calendar as the ward counts."""
    return (trial.start + timedelta(days=day)).replace(hour=23, minute=59)


def kept_by_journal(kept: Sequence[Kept], author: str) -> dict[str, Any]:
    """Return a job's result that asks for entries to be appended before the job counts as done."""
    shape: TypeAdapter[Any] = TypeAdapter(Any)
    return {
        "append": [
            {
                "stream": one.stream,
                "author": author,
                "entries": [
                    {"kind": e.kind, "payload": shape.dump_python(e.payload, mode="json")}
                    for e in one.entries
                ],
            }
            for one in kept
        ]
    }


def _entry(kind: str, payload: Any) -> Entry:
    return Entry(kind=kind, payload=payload)


def _in(language: str, given: Mapping[str, Text]) -> dict[str, str]:
    return {name: getattr(text, language) for name, text in given.items()}
