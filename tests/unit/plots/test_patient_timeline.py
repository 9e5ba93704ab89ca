"""A patient's timeline: the axis in pieces, one lane a thing, nothing but what was known."""

from datetime import timedelta
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from tests.unit.plots.demonstration import tree
from trephine import library
from trephine.care.assess import assess
from trephine.care.patient_course import patient_course
from trephine.care.read_record import read_record
from trephine.library.demo_course import demo_courses, demo_record
from trephine.plots.kit.days import ACUTE, YEAR, day_scale
from trephine.plots.kit.metrics import clean, say, text_width
from trephine.plots.patient_timeline import patient_timeline

AT = {one.id: one.at for one in demo_courses()}


@pytest.fixture(scope="module")
def course():
    """The course of a demo patient at a moment, by id; folded once."""
    handbook = library.handbook()
    records = {}

    def of(name, at=None):
        if name not in records:
            records[name] = read_record(demo_record(name), handbook.observables, name=name)
        moment = AT[name] if at is None else at
        return patient_course(records[name], assess(records[name], moment, handbook), handbook)

    return of


def lane(found, name):
    return next((one for one in found.lanes if one.id == name), None)


def test_axis_is_in_pieces_that_never_go_back() -> None:
    scale = day_scale(-40, 800, left=100, right=600, gap=9, infused=True)
    assert [one.kind for one in scale.stretches] == ["earlier", "before", "days", "months", "years"]
    for one, after in pairwise(scale.stretches):
        assert one.high == after.low
        assert after.start - one.end == pytest.approx(9)
    places = [scale.at(day) for day in range(-60, 900)]
    assert all(one <= after for one, after in pairwise(places))
    assert (min(places), max(places)) == (100, 600)
    days = next(one for one in scale.stretches if one.kind == "days")
    assert scale.at(0) == days.start, "day 0 begins the days after the infusion"
    assert (days.end - days.start) / 28 > 5 * (600 - days.end) / (800 - ACUTE)


def test_axis_ends_with_today_before_an_infusion_and_has_years_only_when_they_are_needed() -> None:
    before = day_scale(-10, 0, left=0, right=500, gap=9, infused=False)
    assert [one.kind for one in before.stretches] == ["before"]
    within = day_scale(-10, YEAR, left=0, right=500, gap=9, infused=True)
    assert [one.kind for one in within.stretches] == ["before", "days", "months"]


def test_grades_of_days_rise_as_the_signs_do(course) -> None:
    found = lane(course("crs-3-two-tocilizumab"), "crs_grade")
    assert [(one.low, one.high) for one in found.entries] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    for one, after in pairwise(found.entries):
        assert one.end <= after.start


def test_a_day_without_all_signs_is_an_interval_and_one_without_any_has_no_grade(course) -> None:
    found = lane(course("low-igg-infection"), "crs_grade").entries
    opened = [one for one in found if one.low != one.high]
    assert opened
    assert all("信息不全" in one.text.zh for one in opened)
    assert any(after.start - one.end > timedelta(days=5) for one, after in pairwise(found))


def test_doses_supports_and_readings_have_lanes_with_the_limits_of_rules(course) -> None:
    found = course("crs-3-two-tocilizumab")
    assert lane(found, "tocilizumab").entries[0].text.en == "496 mg ×1"
    assert lane(found, "vasopressors").entries
    assert lane(found, "oxygen_device").entries[0].text.zh == "鼻导管"
    assert lane(found, "temperature").lines == (Decimal(38),)
    assert lane(course("low-igg-infection"), "igg").lines == (Decimal(4), Decimal(6))


def test_nothing_later_than_the_moment_is_known(course) -> None:
    name = "crs-3-two-tocilizumab"
    early = AT[name] - timedelta(days=2)
    found = course(name, early)
    for one in found.lanes:
        if one.kind != "visit":
            assert all(entry.start <= early for entry in one.entries), one.id
    assert lane(found, "tocilizumab") is None
    assert max(one.high for one in lane(found, "crs_grade").entries) < 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figure_draws_every_lane_breaks_and_twin(course, language) -> None:
    found = course("low-igg-infection")
    figure = patient_timeline(found, language=language, demo=True)
    root = tree(figure)
    rows = {element.get("data-row") for element in root.iter() if element.get("data-row")}
    drawn = {one.id for one in found.lanes}
    assert drawn - rows <= {"temperature"}, "a long series is a line alone"
    said = " ".join(element.text or "" for element in root.iter() if element.tag.endswith("text"))
    for word in {"zh": ("输注 D0", "此刻", "示例数据"), "en": ("D0", "seen from here", "Demo")}[
        language
    ]:
        assert word in said
    assert len(figure.table.rows) == sum(len(one.entries) for one in found.lanes)
    assert figure.svg.isascii() is False or language == "en"


def test_patient_without_infusion_is_drawn_up_to_the_moment_seen(course) -> None:
    found = course("eligibility-washout")
    assert not found.infused
    assert found.zero == found.at
    assert "D0" not in patient_timeline(found, language="en").svg


def _reach(text) -> tuple[float, float]:
    """From where to where a text of the figure reaches."""
    wide = text_width(text.text, float(text.get("font-size")))
    left = float(text.get("x")) - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor"), 0)
    return left, left + wide


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(AT.keys() - {"eligibility-washout", "renal-impairment"}))
def test_words_of_bars_and_events_keep_off_the_infusion_and_off_each_other(
    course, name, language
) -> None:
    found = course(name)
    elements = list(tree(patient_timeline(found, language=language)).iter())
    zero = next(float(e.get("x1")) for e in elements if e.get("stroke-width") == "1.1")
    lanes = [one for one in found.lanes if one.kind in {"event", "drug", "support"}]
    said = {clean(say(entry.text, language)) for one in lanes for entry in one.entries}
    texts = [e for e in elements if e.tag.endswith("text") and e.text in said]
    assert texts
    for one in texts:
        left, right = _reach(one)
        assert not left < zero < right, one.text
    for one, other in combinations(texts, 2):
        if one.get("y") == other.get("y"):
            (left, right), (start, end) = _reach(one), _reach(other)
            assert right <= start or end <= left, (one.text, other.text)
