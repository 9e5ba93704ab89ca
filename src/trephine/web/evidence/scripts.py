"""script_answer: the script that repeats an analysis, in Python, R or Stata, as a file."""

from typing import Any, Literal

from starlette.responses import Response

from trephine.reports.script_of import script_of
from trephine.web.evidence.analyses import Paper
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import meta_of

Program = Literal["py", "R", "do"]
SCRIPT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The script", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


class ScriptResponse(Response):
    """A script as UTF-8 text that a browser saves."""

    media_type = "text/plain"


def script_answer(
    paper: Paper, name: str, program: Program, options: PoolOptions
) -> ScriptResponse:
    """Return the script. Raises NotFoundError, InputError, MethodError."""
    text = script_of(meta_of(paper, name, options), f".{program}")
    given = f'attachment; filename="trephine-{paper}-{name}.{program}"'
    return ScriptResponse(text, headers={"content-disposition": given})
