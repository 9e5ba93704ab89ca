"""report_task: a paper's reproduced report as a file; a job, since it takes half a minute."""

from pathlib import Path
from typing import Any, Literal

from trephine.core.text import Text
from trephine.reports.reproduce.paper import reproduce
from trephine.reports.write import write
from trephine.web.job.work import JobReport

ReportForm = Literal["docx", "html", "pdf"]
KIND = "evidence.report"
_POOLING = Text(zh="正在合并与作图", en="Pooling and drawing")
_WRITING = Text(zh="正在写出文件", en="Writing the file")


def report_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Write the report of ``paper`` in ``lang`` as ``form`` into the job's folder."""
    report(0, 3, _POOLING)
    document = reproduce(arguments["paper"])
    report(2, 3, _WRITING)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{arguments['paper']}.{arguments['lang']}.{arguments['form']}"
    write(document, folder / name, arguments["lang"])
    return {"file": name}
