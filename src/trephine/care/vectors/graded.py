"""graded: a vector of one moment, graded by the rules and compared with what it expects."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from trephine.care.decide import decide
from trephine.care.enter import enter
from trephine.care.vectors.disagreement import VectorDisagreement
from trephine.core.decision import Decision
from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.record import Record
from trephine.core.rule import Pathway
from trephine.core.value import Number

Stated = tuple[str, object, str]

# Any moment will do: a vector states one, and every reading is of that moment.
_AT = datetime(2026, 1, 15, 8, tzinfo=UTC)
_STATUS = {"decided": "determinate", "interval": "indeterminate", "not applicable": "n/a"}


def graded(
    vector: Mapping[str, Any],
    stated: Callable[[Mapping[str, Any]], Iterable[Stated]],
    decides: str,
    pathway: Pathway,
    observables: Mapping[str, Observable],
) -> tuple[VectorDisagreement, ...]:
    """Return every disagreement of ``vector`` with the grade that ``pathway`` ``decides``.

    ``stated`` gives observable, value and unit of what a vector's input states, and raises KeyError
    for a key that it does not understand: a disagreement too; that cells were infused is
    taken from the question. A refusal (InputError) is the status ``invalid``.
    """
    try:
        given = tuple(stated(vector["input"]))
    except KeyError as error:
        return (
            VectorDisagreement(
                vector=vector["id"], what="vector", expected="a known key", found=str(error)
            ),
        )
    found: dict[str, int | str | None]
    try:
        record = Record(
            patient=vector["id"],
            readings=tuple(
                enter(observables[name], value, unit, _AT, where=f"{vector['id']} {name}")
                for name, value, unit in (("infusion", True, ""), *given)
            ),
        )
        decisions, _ = decide(record, _AT, pathway, observables)
    except InputError:
        found = {"grade_min": None, "grade_max": None, "status": "invalid"}
    else:
        same = [one for one in decisions if one.table.decides == decides]
        found = _answer(next((one for one in same if one.in_force), None))
    return tuple(
        VectorDisagreement(vector=vector["id"], what=what, expected=str(value), found=str(one))
        for what, value in vector["expected_astct2019"].items()
        if (one := found.get(what)) != value
    )


def _answer(decision: Decision | None) -> dict[str, int | str | None]:
    if decision is None or not isinstance(decision.value, Number):
        return {"grade_min": None, "grade_max": None, "status": "n/a"}
    return {
        "grade_min": int(decision.value.low),
        "grade_max": int(decision.value.high),
        "status": _STATUS.get(decision.status, decision.status),
    }
