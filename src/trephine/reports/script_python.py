"""An Analysis as a Python script that uses Trephine."""

from collections.abc import Iterable
from importlib.util import find_spec

import trephine
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.reports.analysis import Analysis
from trephine.reports.quoting import comment, listed, number, python_text

_EXACT = {
    "binomial-normal": "binomial_normal",
    "poisson-normal": "poisson_normal",
}


def python_script(analysis: Analysis) -> str:
    """Return the Python script; raises MethodError for an analysis that Trephine does not have."""
    a = analysis
    _check(a)
    title = f"# {comment(a.title.en)} / {comment(a.title.zh)}\n" if a.title else ""
    head = (
        f"# Repeats in Python what Trephine {trephine.__version__} reported. UTF-8.\n"
        f"# Run:  python FILE.py   Its figures are printed as JSON.\n{title}"
    )
    body = [_columns(a), _pooled(a), *_further(a)]
    return f"{head}{_imports(a)}\n{''.join(body)}\nprint(json.dumps(out, indent=2))\n"


def _check(a: Analysis) -> None:
    for extra in a.extras if not a.model else ():
        home = _EXTRAS[extra][1]
        if find_spec(home) is None:
            raise MethodError(
                what=Text(
                    zh="Trephine 尚无此项分析", en="Trephine does not have this analysis yet"
                ),
                where="script, python",
                found=extra,
                do=Text(zh="改用 R 或 Stata 脚本", en="Use the R or the Stata script"),
            )


def _values(values: Iterable[float | str]) -> str:
    said = [python_text(v) if isinstance(v, str) else number(v, "nan") for v in values]
    return f"[{listed(said, indent='    ')}]"


def _imports(a: Analysis) -> str:
    names = {"effects": "trephine"}
    if a.model:
        verb = _EXACT.get(a.model, "two_arms")
        names[verb] = f"trephine.evidence.exact.{verb}"
    else:
        names["pool"] = "trephine"
        if a.moderators:
            names["regress"] = "trephine.evidence.regression"
        if a.subgroup:
            names["subgroup"] = "trephine.evidence.subgroup"
        names.update({verb: home for extra in a.extras for verb, home, _ in [_EXTRAS[extra]]})
    homes: dict[str, list[str]] = {}
    for verb, home in names.items():
        homes.setdefault(home, []).append(verb)
    lines = [f"from {home} import {', '.join(sorted(v))}" for home, v in sorted(homes.items())]
    return "import json\n\n" + "\n".join(lines) + "\n"


def _columns(a: Analysis) -> str:
    entries = [
        f"    {python_text(name)}: {_values(values)},\n" for name, values in a.columns.items()
    ]
    options = [f'"{a.measure}"', "labels=labels", "**columns"]
    if a.cc_to != "none":
        options.append(f'cc={number(a.cc, "nan")}, cc_to="{a.cc_to}"')
    if a.drop00:
        options.append("drop00=True")
    return (
        'nan = float("nan")\n'
        f"labels = {_values(a.labels)}\n"
        f"columns = {{\n{''.join(entries)}}}\n"
        f"measured = effects({', '.join(options)})\n"
    )


def _pooled(a: Analysis) -> str:
    level = number(a.level, "nan")
    if not a.model:
        call = f'pool(measured, method="{a.method}", test="{a.test}", level={level}, pi="{a.pi}")'
    else:
        method = "EE" if a.method.upper() in {"EE", "FE", "CE"} else "ML"
        test = "t" if a.test == "t" else "z"
        verb = _EXACT.get(a.model, "two_arms")
        extra = ""
        if verb == "two_arms":
            measure = "IRR" if "x1i" in a.columns else "OR"
            extra = f'measure="{measure}", model="{a.model}", '
        call = f'{verb}(measured, {extra}method="{method}", test="{test}", level={level})'
    return f'pooled = {call}\nout = {{"pooled": pooled.as_dict()}}\n'


# by extra: the verb, its home, and the lines that use it
_EXTRAS: dict[str, tuple[str, str, str]] = {
    "leave-one-out": (
        "leave_one_out",
        "trephine.evidence.leave_one_out",
        'out["leave-one-out"] = leave_one_out(measured, {choices}).estimate.tolist()\n',
    ),
    "cumulative": (
        "cumulative",
        "trephine.evidence.cumulative",
        'out["cumulative"] = cumulative(measured, {choices}).estimate.tolist()\n',
    ),
    "egger": (
        "egger",
        "trephine.evidence.bias.egger",
        (
            "found = egger(measured)\n"
            'out["egger"] = {"stat": found.stat, "df": found.df, "pval": found.pval}\n'
        ),
    ),
    "begg": (
        "begg",
        "trephine.evidence.bias.begg",
        'found = begg(measured)\nout["begg"] = {"tau": found.tau, "pval": found.pval}\n',
    ),
    "trim-and-fill": (
        "trim_and_fill",
        "trephine.evidence.bias.trim_and_fill",
        (
            "found = trim_and_fill(measured, {choices})\n"
            'out["trim-and-fill"] = {"k0": found.k0, "estimate": found.filled.estimate, '
            '"se": found.filled.se}\n'
        ),
    ),
}


def _further(a: Analysis) -> list[str]:
    if a.model:
        return []
    choices = f'method="{a.method}", test="{a.test}", level={number(a.level, "nan")}'
    out = []
    if a.moderators:
        entries = ", ".join(
            f"{python_text(name)}: {_values(values)}" for name, values in a.moderators.items()
        )
        out.append(
            f"model = regress(measured, {{{entries}}}, {choices})\n"
            'out["regression"] = {\n'
            '    "estimate": [c.estimate for c in model.coefficients],\n'
            '    "se": [c.se for c in model.coefficients],\n'
            '    "QM": model.QM,\n    "tau2": model.tau2,\n}\n'
        )
    if a.subgroup:
        out.append(
            f"groups = {_values(a.subgroup)}\n"
            f"by = [g.estimate for g in subgroup(measured, groups, {choices}).subgroups]\n"
            'out["subgroups"] = {\n'
            '    "estimate": [e.estimate for e in by],\n'
            '    "se": [e.se for e in by],\n'
            '    "tau2": [e.tau2 for e in by],\n}\n'
        )
    return out + [_EXTRAS[extra][2].replace("{choices}", choices) for extra in a.extras]
