"""informative: empirical priors of tau by outcome type and comparison."""

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.bayes.prior import TauPrior, log_normal, log_t

_TABLES = {
    "OR": ("turner2015.toml", "turner-jackson-2015"),
    "SMD": ("rhodes2015.toml", "rhodes-turner-2015"),
}


@cache
def _table(measure: str) -> dict[str, Any]:
    file = files("trephine.evidence.bayes") / _TABLES[measure][0]
    return tomllib.loads(file.read_text(encoding="utf-8"))


def informative(measure: str, outcome: str = "", comparison: str = "") -> TauPrior:
    """Return the predictive distribution of tau in Cochrane meta-analyses like this one.

    measure OR (log odds ratios; Turner and others 2015, log-normal in tau2) or SMD (Rhodes and
    others 2015, log-t in tau2). ``outcome`` and ``comparison`` are those that the tables list (an
    unknown one is refused with the list); both empty: the distribution over all of them. They come
    from comparative trials: for one-arm proportions there is no such evidence, and these would
    claim too little heterogeneity. It does not hold the values for cancer and respiratory diseases
    of Rhodes, whose readings disagree. Raises InputError.
    """
    if measure not in _TABLES:
        _refuse("measure", measure, _TABLES)
    table = _table(measure)
    if not outcome and not comparison:
        first, second = table["general"]
    else:
        if outcome not in table["outcomes"]:
            _refuse("outcome", outcome, table["outcomes"])
        row = table["outcomes"][outcome]
        listed = table["comparisons"][: len(row)]
        if comparison not in listed:
            _refuse("comparison", comparison, listed)
        first, second = row[listed.index(comparison)]
    prior = log_normal(first, second) if measure == "OR" else log_t(first, second, 5.0)
    return replace(prior, methods=(_TABLES[measure][1],))


def _refuse(name: str, found: str, known: Any) -> NoReturn:
    listed = "; ".join(known)
    raise InputError(
        what=Text(
            zh="经验先验表中没有这一项", en="The tables of empirical priors have no such entry"
        ),
        where=name,
        found=repr(found),
        do=Text(zh=f"可选：{listed}", en=f"Use one of: {listed}"),
    )
