"""trial_report_task: the report of a finished virtual trial as a file, from its kept patients."""

from pathlib import Path
from typing import Any

from trephine.core.text import Text
from trephine.loop.run_trial import run_trial
from trephine.reports.trial_page import trial_page
from trephine.reports.write import write
from trephine.web.job.work import JobReport
from trephine.web.trials.plans import plan_read
from trephine.web.trials.work import PART

_READING = Text(zh="正在读取患者表", en="Reading the tables of patients")
_WRITING = Text(zh="正在写出文件", en="Writing the file")


def trial_report_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Write the report of ``plan`` in ``lang`` as ``form``; finished patients are not run again."""
    report(0, 3, _READING)
    found = run_trial(
        plan_read(arguments["plan"]), out=Path(arguments["tables"]), chunk=PART, workers=1
    )
    if found.results is None:  # an interruption of the process itself
        raise KeyboardInterrupt
    report(1, 3, _WRITING)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"trephine-simulated-{arguments['run'][:8]}.{arguments['lang']}.{arguments['form']}"
    write(trial_page(found.results), folder / name, arguments["lang"])
    return {"file": name}
