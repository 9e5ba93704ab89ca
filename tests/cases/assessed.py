"""recorded, assessed: the record of a course, and what follows at one of its moments."""

from functools import cache

from case_file import HERE, Case, cases

from trephine import library
from trephine.care.assess import assess
from trephine.care.assessment import Assessment
from trephine.care.read_record import read_record
from trephine.core.record import Record

CASES: tuple[Case, ...] = cases()
MOMENTS = tuple((case, number) for case in CASES for number in range(len(case.moments)))


def named(pair: tuple[Case, int]) -> str:
    """Return the name under which a moment is tested."""
    case, number = pair
    moment = case.moments[number]
    return f"{case.id}-{number + 1}{'-outside' if moment.outside else ''}"


@cache
def recorded(name: str) -> Record:
    """Return the record of a course."""
    path = HERE / name / "record.jsonl"
    return read_record(path.read_bytes(), library.handbook().observables, name=name)


@cache
def assessed(name: str, number: int, *, outside: bool | None = None) -> Assessment:
    """Return the assessment at a moment, in its own mode unless another is asked for."""
    moment = next(case for case in CASES if case.id == name).moments[number]
    chosen = moment.outside if outside is None else outside
    return assess(recorded(name), moment.at, library.handbook(outside=chosen))
