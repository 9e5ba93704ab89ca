"""trial_run_text: a virtual trial that was run, for a terminal and as JSON."""

from typing import Any

from trephine.core.text import Language, Text
from trephine.loop.run_trial import TrialRun
from trephine.reports.trial_json import trial_json
from trephine.reports.trial_text import trial_text

_PART = Text(
    zh="【模拟】中断：{done} / {total} 例已完成，不作任何汇总。{kept}",
    en="SIMULATED. Interrupted: {done} of {total} patients are finished, nothing is summed up."
    " {kept}",
)
_KEPT = Text(
    zh="已完成的部分在 {folder}；用同样的命令接着算。",
    en="What is finished lies in {folder}; the same command goes on.",
)
_LOST = Text(zh="没有 --out，未保存。", en="Without --out nothing was kept.")
_FOLDER = Text(zh="每位患者的结果：{folder}", en="The results of each patient: {folder}")


def run_text(found: TrialRun, language: Language) -> str:
    """Return the results in words; of an interrupted run how much of it is there."""
    if found.results is None:
        return _part(found)[language]
    lines = [trial_text(found.results, language)]
    if found.folder is not None:
        lines += ["", _FOLDER[language].format(folder=found.folder)]
    return "\n".join(lines)


def run_json(found: TrialRun) -> dict[str, Any]:
    """Return the results as plain values; of an interrupted run how much of it is there."""
    about = {
        "origin": "simulated",
        "finished": found.finished,
        "total": found.total,
        "whole": found.is_whole,
        "folder": None if found.folder is None else str(found.folder),
    }
    return about | ({} if found.results is None else trial_json(found.results))


def _part(found: TrialRun) -> Text:
    kept = _LOST
    if found.folder is not None:
        kept = Text(
            zh=_KEPT.zh.format(folder=found.folder), en=_KEPT.en.format(folder=found.folder)
        )
    return Text(
        zh=_PART.zh.format(done=found.finished, total=found.total, kept=kept.zh),
        en=_PART.en.format(done=found.finished, total=found.total, kept=kept.en),
    )
