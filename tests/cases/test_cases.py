"""Synthetic patients from screening to follow-up: what is decided at each moment, and laws."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from assessed import CASES, MOMENTS, assessed, named, recorded  # noqa: E402  (beside this file)
from case_file import Case  # noqa: E402
from compare import answers, compare  # noqa: E402
from make_courses import COURSES  # noqa: E402

from trephine import library  # noqa: E402
from trephine.care.assess import assess  # noqa: E402


@pytest.mark.parametrize("pair", MOMENTS, ids=named)
def test_moment(pair: tuple[Case, int]) -> None:
    case, number = pair
    moment = case.moments[number]
    found = compare(moment, assessed(case.id, number))
    unknown = set(moment.known) - set(found)
    assert not unknown, f"on record as a disagreement, and agrees: {sorted(unknown)}"
    left = [text for about, text in found.items() if about not in moment.known]
    assert not left, "\n".join([f"{case.id} at {moment.at.isoformat()}", *left])


@pytest.mark.parametrize("name", COURSES)
def test_the_script_writes_what_is_here(name: str, tmp_path: Path) -> None:
    COURSES[name]().save(tmp_path)
    written = (tmp_path / "record.jsonl").read_bytes()
    assert written == (HERE / name / "record.jsonl").read_bytes()


def test_every_rule_and_name_is_known() -> None:
    handbook = library.handbook(outside=True)
    tables = handbook.pathway.tables
    rules = {rule.id for table in tables for rule in table.rules}
    decides = {table.decides for table in tables}
    errata = {one.id for one in library.errata()}
    entries = {one.id for group in ("visits", "repeats", "clocks") for one in _scheduled(group)}
    for case in CASES:
        for moment in case.moments:
            assert {*moment.holds, *moment.open, *moment.absent} <= rules, case.id
            assert {*moment.value, *(moment.disputes or ())} <= decides, case.id
            assert set(moment.shown) <= {table.id for table in tables}, case.id
            assert set(moment.errata) <= errata, case.id
            assert set(moment.not_ordered) <= set(handbook.pathway.orders), case.id
            assert set(moment.calendar) <= entries, case.id
            tests = (*moment.upcoming, *moment.due, *moment.overdue, *moment.unrecorded)
            assert {*tests, *moment.asked, *moment.not_asked} <= set(handbook.observables)


def _scheduled(group: str) -> tuple:
    schedule = library.handbook().schedule
    assert schedule is not None
    return getattr(schedule, group)


def test_every_moment_expects_something_and_names_its_places() -> None:
    for case in CASES:
        assert "合成" in case.title.zh
        assert "synthetic" in case.title.en
        assert recorded(case.id).patient.startswith("SYN-")
        assert len(case.moments) >= 3
        for number, moment in enumerate(case.moments):
            assert moment.places
            assert len(list(answers(moment, assessed(case.id, number)))) >= 3, named((case, number))


def test_contradictions_stand_only_where_they_are_meant() -> None:
    for case in CASES:
        last = max(moment.at for moment in case.moments)
        found = assess(recorded(case.id), last, library.handbook())
        if case.id != "contradictory-readings":
            assert not found.conflicts, f"{case.id}: {found.conflicts}"
