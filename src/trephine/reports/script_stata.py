"""An Analysis as a Stata script: the meta suite, or mixed models for exact likelihoods."""

from collections.abc import Sequence

import trephine
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.reports.analysis import Analysis, Extra
from trephine.reports.quoting import comment, number, stata_text

_COMMON = frozenset({"EE", "FE", "CE"})
# Stata's name of the estimator; PM and EB solve the same equation, which Stata calls ebayes
_METHODS = {
    "DL": "dlaird",
    "HE": "hedges",
    "HS": "hschmidt",
    "SJ": "sjonkman",
    "PM": "ebayes",
    "EB": "ebayes",
    "ML": "mle",
    "REML": "reml",
}
_TESTS = {"z": "", "t": "tdistribution", "knha": "se(khartung)", "adhoc": "se(khartung, truncated)"}

_CELLS = {
    "": "xi == 0 | xi == ni",
    "rate": "xi == 0",
    "table": "ai == 0 | bi == 0 | ci == 0 | di == 0",
    "rates": "x1i == 0 | x2i == 0",
}
# measure: family, yi, vi; x, n, a … are the columns after the continuity correction
_FORMULAS = {
    "PR": ("", "x / n", "x / n * (1 - x / n) / n"),
    "PLN": ("", "ln(x / n)", "1 / x - 1 / n"),
    "PLO": ("", "ln(x / (n - x))", "1 / x + 1 / (n - x)"),
    "PAS": ("", "asin(sqrt(x / n))", "1 / (4 * n)"),
    "PFT": ("", "(asin(sqrt(x / (n + 1))) + asin(sqrt((x + 1) / (n + 1)))) / 2", "1 / (4 * n + 2)"),
    "IR": ("rate", "x / ti", "x / ti^2"),
    "IRLN": ("rate", "ln(x / ti)", "1 / x"),
    "IRS": ("rate", "sqrt(x / ti)", "1 / (4 * ti)"),
    "IRFT": ("rate", "(sqrt(x / ti) + sqrt((x + 1) / ti)) / 2", "1 / (4 * ti)"),
    "OR": ("table", "ln(a * d / (b * c))", "1 / a + 1 / b + 1 / c + 1 / d"),
    "RR": (
        "table",
        "ln((a / (a + b)) / (c / (c + d)))",
        "1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)",
    ),
    "RD": ("table", "a / (a + b) - c / (c + d)", "a * b / (a + b)^3 + c * d / (c + d)^3"),
    "IRR": ("rates", "ln((x1 / t1i) / (x2 / t2i))", "1 / x1 + 1 / x2"),
    "IRD": ("rates", "x1 / t1i - x2 / t2i", "x1 / t1i^2 + x2 / t2i^2"),
}
_CORRECTED = {
    "": {"x": "xi + add", "n": "ni + 2 * add"},
    "rate": {"x": "xi + add"},
    "table": {"a": "ai + add", "b": "bi + add", "c": "ci + add", "d": "di + add"},
    "rates": {"x1": "x1i + add", "x2": "x2i + add"},
}
_EFORM = frozenset(
    ["PLN", "IRLN", "MNLN", "MEDLN", "OR", "RR", "PETO", "IRR", "HR", "ROM", "VR", "CVR"]
)
# what the pooled value means on the natural scale, as an expression of `v'
_NATURAL = {"PAS": "sin(`v')^2", "IRS": "`v'^2"}
_TRANSFORM = {"PLO": "transform(invlogit)", "ZCOR": "transform(corr)"}
# estimators that Stata iterates, by default until 1e-6
_ITERATED = frozenset({"reml", "mle", "ebayes"})
_TIGHT = "iterate(1000) tolerance(1e-12) nrtolerance(1e-12)"
_EXTRAS: dict[Extra, str] = {
    "leave-one-out": "if c(stata_version) >= 17 {\n    meta summarize, leaveoneout\n}\n",
    "cumulative": "gen long place = _n\nmeta summarize, cumulative(place)\n",
    "egger": "meta bias, egger traditional\n",
    "begg": "meta bias, begg\n",
    "trim-and-fill": "meta trimfill, estimator(linear)\n",
}


def stata_script(analysis: Analysis) -> str:
    """Return the Stata script; raises MethodError for what Stata does not have."""
    _check(analysis)
    title = analysis.title
    head = f"* {comment(title.en)} / {comment(title.zh)}\n" if title else ""
    head += (
        f"* Repeats in Stata what Trephine {trephine.__version__} reported. UTF-8; needs Stata 16, "
        "some lines 17.\n* Official commands only. Checked against Stata's documentation, NOT RUN: "
        "Trephine's tests\n* have no Stata. Compare the figures with Trephine's before you rely on "
        "this script.\nversion 16\nclear\n"
    )
    if analysis.model:
        return head + _input(analysis, dict(analysis.columns)) + _exact(analysis)
    return head + _effects(analysis) + _pool(analysis)


def _check(a: Analysis) -> None:
    lacks = ""
    if a.model == "CM.EL" and "ai" in a.columns:
        lacks = "exact conditional likelihood (CM.EL)"
    elif not a.model and a.method not in _METHODS and a.method not in _COMMON:
        lacks = f"method {a.method}"
    elif not a.model and a.test not in _TESTS:
        lacks = f"test {a.test}"
    if lacks:
        raise MethodError(
            what=Text(zh="Stata 没有这一方法", en="Stata does not have this"),
            where="script, stata",
            found=lacks,
            do=Text(
                zh="换用 Stata 具有的方法，或使用 Python、R 脚本",
                en="Choose what Stata has, or use the Python or R script",
            ),
        )


def _input(a: Analysis, columns: dict[str, Sequence[float]]) -> str:
    """Return the data: numbers by ``input``, texts one by one, as expressions."""
    columns = dict(columns)
    texts = {"study": a.labels}
    names = ""
    if a.subgroup:
        texts["subgroup"] = a.subgroup
    for index, (name, values) in enumerate(a.moderators.items(), start=1):
        names += f"* m{index} is {comment(name)}\n"
        if any(isinstance(value, str) for value in values):
            texts[f"m{index}"] = tuple(str(value) for value in values)
        else:
            columns[f"m{index}"] = tuple(float(value) for value in values)
    head = "input " + " ".join(f"double {name}" for name in columns)
    rows = [
        " ".join(number(float(value), ".") for value in row)
        for row in zip(*columns.values(), strict=True)
    ]
    out = f"{names}{head}\n" + "\n".join(rows) + "\nend\n"
    for name, values in texts.items():
        out += f'gen {name} = ""\n'
        out += "".join(
            f"replace {name} = {stata_text(value)} in {row}\n"
            for row, value in enumerate(values, start=1)
        )
    return out


def _effects(a: Analysis) -> str:
    measure = a.measure.upper()
    formula = _FORMULAS.get(measure)
    if formula is None or "yi" in a.columns:
        columns = {"yi": a.columns.get("yi", ()), "vi": a.columns.get("vi", ())}
        said = ""
        if not (columns["yi"] and columns["vi"]):
            found = a.measured()
            columns = {"yi": tuple(found.yi.tolist()), "vi": tuple(found.vi.tolist())}
            said = f"* yi and vi ({measure}) were computed by Trephine\n"
        return said + _input(a, dict(columns)) + "gen double sei = sqrt(vi)\n"
    family, yi, vi = formula
    out = _input(a, dict(a.columns))
    if family == "table" and "bi" not in a.columns:
        out += "gen double bi = n1i - ai\ngen double di = n2i - ci\n"
    if family == "" and "ni" not in a.columns:
        out += "gen double ni = xi + mi\n"
    out += "gen double add = 0\n"
    amount, empty = number(a.cc, "."), _CELLS[family]
    if a.cc_to == "only0":
        out += f"replace add = {amount} if {empty}\n"
    elif a.cc_to == "all":
        out += f"replace add = {amount}\n"
    elif a.cc_to == "if0all":
        out += f"count if {empty}\nif r(N) > 0 replace add = {amount}\n"
    out += "".join(f"gen double {n} = {e}\n" for n, e in _CORRECTED[family].items())
    out += f"gen double yi = {yi}\ngen double vi = {vi}\n"
    if a.drop00 and family in {"table", "rates"}:
        none = "(ai == 0 & ci == 0) | (bi == 0 & di == 0)"
        out += f"replace yi = . if {none if family == 'table' else 'x1i == 0 & x2i == 0'}\n"
    return out + "drop if missing(yi, vi)\ngen double sei = sqrt(vi)\n"


def _pool(a: Analysis) -> str:
    common = a.method in _COMMON
    model = "common" if common else f"random({_METHODS[a.method]})"
    level = number(a.level, ".")
    if common:  # Stata 16 calls it fixed; common came with Stata 17
        model = "fixed"
    options = [f"level({level})", _TESTS[a.test] if not common or a.test == "t" else ""]
    if a.pi in {"riley", "HTS"} and not common:  # Stata has the one with k - 2 degrees of freedom
        options.append(f"predinterval({level})")
    if not common and _METHODS[a.method] in _ITERATED:
        options.append(_TIGHT)
    said = " ".join(option for option in options if option)
    out = f"meta set yi sei, studylabel(study) {model}\nmeta summarize, {said}\nreturn list\n"
    measure = a.measure.upper()
    if measure in _EFORM:
        out += f"meta summarize, {said} eform\n"
    elif measure in _TRANSFORM:
        out += f"meta summarize, {said} {_TRANSFORM[measure]}\n"
    elif measure in _NATURAL:
        expression = _NATURAL[measure]
        out += f"foreach v in `r(theta)' `r(ci_lb)' `r(ci_ub)' {{\n    display {expression}\n}}\n"
    elif measure == "PFT":
        out += _miller()
    if a.subgroup:
        out += "encode subgroup, gen(group)\nmeta summarize, subgroup(group)\n"
    if a.moderators:
        out += _regression(a, "" if common else _TESTS[a.test])
    return out + "".join(_EXTRAS[extra] for extra in a.extras)


def _miller() -> str:
    """Return lines that turn a pooled double arcsine back, at the harmonic mean sample size."""
    return (
        "local theta = r(theta)\nlocal low = r(ci_lb)\nlocal high = r(ci_ub)\n"
        "gen double inverse = 1 / ni\nquietly summarize inverse\nlocal n = 1 / r(mean)\n"
        "foreach v in `theta' `low' `high' {\n"
        "    local s = sin(2 * `v')\n"
        "    display (1 - sign(cos(2 * `v')) * sqrt(1 - (`s' + (`s' - 1 / `s') / `n')^2)) / 2\n}\n"
    )


def _regression(a: Analysis, test: str) -> str:
    out, terms = "", []
    for index, values in enumerate(a.moderators.values(), start=1):
        if any(isinstance(value, str) for value in values):
            out += f"encode m{index}, gen(m{index}code)\n"
            terms.append(f"i.m{index}code")
        else:
            terms.append(f"m{index}")
    return out + f"meta regress {' '.join(terms)}{f', {test}' if test else ''}\n"


def _exact(a: Analysis) -> str:
    level = f"level({number(a.level, '.')})"
    common = a.method.upper() in _COMMON
    out = "gen long id = _n\n"
    if a.model == "binomial-normal":
        if common:
            return out + f"glm xi, family(binomial ni) link(logit) {level}\n"
        return (
            f"{out}melogit xi || id:, binomial(ni) intpoints(25) {level}\n"
            "display invlogit(_b[_cons])\n"
            "* The same model by a user-written command:  ssc install metapreg\n"
            "* metapreg xi ni, studyid(study)\n"
        )
    if a.model == "poisson-normal":
        if common:
            return out + f"poisson xi, exposure(ti) {level}\n"
        return f"{out}mepoisson xi, exposure(ti) || id:, intpoints(25) {level}\n"
    rates = "x1i" in a.columns
    if a.model in {"CM.AL", "CM.EL"}:  # given each study's total, the first arm's count is binomial
        first, second, sizes = ("x1i", "x2i", "t1i / t2i") if rates else ("ai", "ci", "n1i / n2i")
        out += "" if rates else _totals(a)
        out += f"gen double total = {first} + {second}\ngen double shift = ln({sizes})\n"
        if common:
            return f"{out}glm {first}, family(binomial total) link(logit) offset(shift) {level}\n"
        return (
            f"{out}melogit {first}, offset(shift) || id:, binomial(total) intpoints(25) {level}\n"
        )
    out += "" if rates else _totals(a)
    events, total = ("x1i, x2i", "t1i, t2i") if rates else ("ai, ci", "n1i, n2i")
    out += (
        "expand 2\nbysort id: gen byte arm = _n == 1\n"
        f"gen double events = cond(arm == 1, {events})\n"
        f"gen double total = cond(arm == 1, {total})\n"
        "gen double half = arm - 0.5\n"
    )
    fixed = "i.id arm" if a.model == "UM.FS" else "arm"
    random = "id: half, noconstant" if a.model == "UM.FS" else "id: half,"
    if rates:
        if common:
            return f"{out}poisson events {fixed}, exposure(total) {level}\n"
        return f"{out}mepoisson events {fixed}, exposure(total) || {random} intpoints(25) {level}\n"
    if common:
        return f"{out}glm events {fixed}, family(binomial total) link(logit) {level}\n"
    return f"{out}melogit events {fixed} || {random} binomial(total) intpoints(25) {level}\n"


def _totals(a: Analysis) -> str:
    return "" if "n1i" in a.columns else "gen double n1i = ai + bi\ngen double n2i = ci + di\n"
