"""script: an Analysis as a program in Python (Trephine), R (metafor) or Stata."""

from typing import Literal

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.reports.analysis import Analysis
from trephine.reports.script_python import python_script
from trephine.reports.script_r import r_script
from trephine.reports.script_stata import stata_script

Program = Literal["python", "r", "stata"]
SUFFIXES: dict[Program, str] = {"python": ".py", "r": ".R", "stata": ".do"}


def script(analysis: Analysis, program: Program) -> str:
    """Return a program that repeats the analysis from the numbers it holds, as UTF-8 text.

    Python and R print their figures as JSON, to compare; the Python one needs Trephine, the R one
    the package metafor (exact likelihoods also lme4 or BiasedUrn). The R one sets metafor's
    stopping rules relative to the data, because its own are absolute. The Stata one needs Stata 16
    (some lines 17) and no user package; it has been checked against Stata's documentation, never
    run. A script does not draw figures. Raises MethodError where the other program has no
    equivalent.
    """
    writers = {"python": python_script, "r": r_script, "stata": stata_script}
    if program not in writers:
        raise MethodError(
            what=Text(zh="没有该语言的脚本", en="There is no script in this language"),
            where="script",
            found=repr(program),
            do=Text(zh="可选 python、r、stata", en="Choose python, r or stata"),
        )
    return writers[program](analysis)
