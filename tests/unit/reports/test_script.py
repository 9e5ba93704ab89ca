import contextlib
import io
import json
import math
import re
from importlib.util import find_spec
from typing import Any

import pytest

from trephine.core.error import InputError, MethodError
from trephine.core.text import Text
from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.egger import egger
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.pool import pool
from trephine.evidence.regression import regress
from trephine.evidence.subgroup import subgroup
from trephine.reports.analysis import Analysis
from trephine.reports.script import script
from trephine.reports.script_python import _EXTRAS

NAN = math.nan
BASE: dict[str, Any] = {
    "measure": "PLO",
    "columns": {"xi": (17.0, 24.0, 9.0, 33.0, 5.0), "ni": (18.0, 33.0, 17.0, 40.0, NAN)},
    "labels": ("Wang 2021", "研究 B", "C", "D", "E"),
    "title": Text(zh="总反应率", en="Overall response rate"),
}


def run(code: str) -> dict[str, Any]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "script.py", "exec"), {})  # noqa: S102  (the script is ours)
    return json.loads(out.getvalue())


def test_the_python_script_gives_the_same_figures() -> None:
    a = Analysis(
        **BASE, method="PM", test="adhoc", level=90, pi="HTS",
        extras=("egger", "begg", "leave-one-out", "cumulative"),
        subgroup_name="domain", subgroup=("x", "y", "x", "y", "x"),
        moderators={"age": (60.0, 55.0, 61.0, 48.0, 50.0)},
    )  # fmt: skip
    found = run(script(a, "python"))
    measured = a.measured()
    pooled = pool(measured, method="PM", test="adhoc", level=90, pi="HTS")
    for name in ("k", "estimate", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "Q"):
        assert found["pooled"][name] == getattr(pooled, name), name
    assert found["egger"]["pval"] == egger(measured).pval
    assert found["begg"]["tau"] == begg(measured).tau
    assert len(found["leave-one-out"]) == 4  # E has no effect: its n is missing
    assert found["cumulative"][-1] == pytest.approx(pooled.estimate, rel=1e-12)
    model = regress(measured, dict(a.moderators), method="PM", test="adhoc", level=90)
    assert found["regression"]["estimate"] == [c.estimate for c in model.coefficients]
    by = subgroup(measured, a.subgroup, method="PM", test="adhoc", level=90)
    assert found["subgroups"]["estimate"] == [g.estimate.estimate for g in by.subgroups]


def test_the_python_script_of_an_exact_likelihood() -> None:
    a = Analysis(**BASE, model="binomial-normal", method="ML", test="z")
    found = run(script(a, "python"))
    assert found["pooled"]["estimate"] == binomial_normal(a.measured()).estimate


def test_scripts_say_what_they_are() -> None:
    a = Analysis(**BASE)
    stata, r = script(a, "stata"), script(a, "r")
    assert "NOT RUN" in stata
    assert "总反应率" in stata.splitlines()[0]
    assert 'encoding = "UTF-8"' in r
    assert "metafor" in r


def test_stata_follows_the_choices() -> None:
    said = script(
        Analysis(**BASE, method="PM", test="knha", extras=("egger", "trim-and-fill")), "stata"
    )
    assert "input double xi double ni\n17 18\n24 33\n" in said
    assert "5 .\nend\n" in said
    assert "gen double yi = ln(x / (n - x))" in said
    assert "meta set yi sei, studylabel(study) random(ebayes)" in said
    assert (
        "meta summarize, level(95) se(khartung) predinterval(95) "
        "iterate(1000) tolerance(1e-12) nrtolerance(1e-12)\n"
    ) in said
    assert "nrtolerance(1e-12) transform(invlogit)\n" in said
    assert "meta bias, egger traditional" in said
    assert "meta trimfill, estimator(linear)" in said
    common = script(Analysis(**BASE, method="EE", test="z"), "stata")
    assert "studylabel(study) fixed" in common
    assert "predinterval" not in common
    exact = script(Analysis(**BASE, model="binomial-normal", method="ML", test="z"), "stata")
    assert "melogit xi || id:, binomial(ni) intpoints(25) level(95)" in exact
    assert "ssc install metapreg" in exact


def test_stata_corrects_and_drops_as_asked() -> None:
    columns = {"ai": (0.0, 4.0), "n1i": (9.0, 10.0), "ci": (0.0, 2.0), "n2i": (8.0, 11.0)}
    a = Analysis(
        measure="OR", columns=columns, labels=("A", "B"), cc=0.5, cc_to="only0", drop00=True,
        method="DL", test="z",
    )  # fmt: skip
    said = script(a, "stata")
    assert "gen double bi = n1i - ai" in said
    assert "replace add = 0.5 if ai == 0 | bi == 0 | ci == 0 | di == 0" in said
    assert "gen double yi = ln(a * d / (b * c))" in said
    assert "replace yi = . if (ai == 0 & ci == 0) | (bi == 0 & di == 0)" in said
    assert said.index("replace yi = .") < said.index("drop if missing(yi, vi)")
    assert "eform" in said


@pytest.mark.parametrize(
    ("program", "changes"),
    [
        ("r", {"test": "kr"}),
        ("r", {"pi": "HTS"}),
        ("stata", {"test": "kr"}),
        ("stata", {"method": "HSk"}),
        ("cobol", {}),
    ],
)
def test_what_the_other_program_lacks_is_refused(program: str, changes: dict[str, Any]) -> None:
    with pytest.raises(MethodError):
        script(Analysis(**{**BASE, **changes}), program)


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        Analysis(**{**BASE, "subgroup": ("x",)})
    assert caught.value.where == "Analysis, subgroup"
    assert caught.value.found == "1 value, 5 studies"


def test_numbers_read_back_as_they_were() -> None:
    values = (0.1 + 0.2, 1e-300, 123456789.0, -2.5e20, 1 / 3)
    a = Analysis(
        measure="GEN", columns={"yi": values, "vi": (1.0,) * 5}, labels=("a", "b", "c", "d", "e")
    )
    for program, pattern in (("python", r"'yi': \[(.*?)\]"), ("r", r"yi = c\((.*?)\)")):
        listed = re.search(pattern, script(a, program), re.DOTALL)
        assert listed is not None
        assert tuple(float(v) for v in listed[1].split(",")) == values
    rows = re.search(r"input[^\n]*\n(.*?)\nend", script(a, "stata"), re.DOTALL)
    assert rows is not None
    assert tuple(float(line.split()[0]) for line in rows[1].splitlines()) == values


@pytest.mark.parametrize("extra", ["leave-one-out", "cumulative", "egger", "begg", "trim-and-fill"])
def test_every_further_analysis_runs_or_is_refused(extra: str) -> None:
    a = Analysis(**BASE, extras=(extra,))
    if find_spec(_EXTRAS[extra][1]) is None:
        assert extra == "trim-and-fill"
        with pytest.raises(MethodError, match="does not have this analysis yet"):
            script(a, "python")
    else:
        assert run(script(a, "python"))[extra]
