"""The calendar of the consensus: dates, windows, what counts as done, repeats and clocks."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest

from trephine import library
from trephine.care.calendar.add_months import add_months
from trephine.care.calendar.calendar import calendar
from trephine.care.kernel.calendar import day_number, due_days
from trephine.core.error import ContentError, InputError
from trephine.core.expression import names
from trephine.core.record import Reading
from trephine.core.value import Truth
from trephine.library import calendar_schedule as loader
from trephine.library.calendar_schedule import calendar_schedule

SCHEDULE = calendar_schedule("consensus2022")
BEIJING = timezone(timedelta(hours=8))
INFUSION = datetime(2024, 1, 31, 10, tzinfo=BEIJING)
VISIT = SCHEDULE.visits[0].contents


def known(**values):
    """Return an answer to conditions: names not given are not known; numbers count as true."""

    def answer(expression):
        found = [values[name] for name in names(expression) if name in values]
        return Truth(low=found[0], high=found[0]) if found else Truth()

    return answer


def on(day, hour=9):
    return datetime.combine(day, datetime.min.time(), tzinfo=BEIJING) + timedelta(hours=hour)


def read(day, *observables, hour=9, **more):
    return [
        Reading(time=on(day, hour), observable=one, value=Decimal(1), **more) for one in observables
    ]


def entries(at, *, readings=(), holds=None, anchors=None, **options):
    found = calendar(
        {"infusion": INFUSION} if anchors is None else anchors,
        SCHEDULE,
        at,
        holds=holds or known(),
        readings=readings,
        **options,
    )
    return {one.id: one for one in found}


def status(at, name, **options):
    return entries(at, **options)[name].status


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 5, 15), 0, date(2024, 5, 15)),
        (date(2024, 3, 30), 11, date(2025, 2, 28)),
    ],
)
def test_months_are_held_to_the_end_of_a_month(day, months, expected):
    assert add_months(day, months) == expected


def test_every_visit_is_dated_from_the_infusion():
    found = entries(INFUSION)
    assert found["d28"].due == date(2024, 2, 28)
    assert found["m2"].due == date(2024, 3, 31)
    assert "m1" not in found  # day 28 serves as month 1
    assert found["m24"].due == date(2026, 1, 31)
    assert [found[f"igg-m{n}"].due.isoformat() for n in (1, 2, 3)] == [
        "2024-02-29",
        "2024-03-31",
        "2024-04-30",
    ]
    assert found["d14"].first, found["d14"].last == (date(2024, 2, 11), date(2024, 2, 17))
    assert "第 14 d" in found["d14"].text.zh
    assert found["d14"].assumed is not None  # its window stands in no source
    assert str(found["d14"].at) == "consensus2022 §10"


def test_why_says_what_it_was_counted_from():
    found = entries(INFUSION, labels=labels())
    assert found["d14"].why.en == "14 days after CAR-T cell infusion on 2024-01-31"
    assert found["igg-m1"].why.en == "1 month after CAR-T cell infusion on 2024-01-31"
    assert found["m2"].why.zh == "CAR-T 细胞输注 2024-01-31 起 2 个月"
    assert found["year-3"].why.en == "3~6 months after each was last read"
    assert found["vital-signs"].why.zh == "各项距上一次 4 h"


def test_dates_are_those_of_the_place_of_infusion():
    late = datetime(2024, 2, 1, 0, 30, tzinfo=BEIJING)  # still 31 January in UTC
    here = entries(late, anchors={"infusion": late})
    assert here["d14"].due == date(2024, 2, 15)
    seen_from_afar = entries(
        late.astimezone(timezone(timedelta(hours=-8))), anchors={"infusion": late}
    )
    assert seen_from_afar["d14"].due == date(2024, 2, 15)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 2, 10), "upcoming"),
        (date(2024, 2, 11), "due"),
        (date(2024, 2, 17), "due"),
        (date(2024, 2, 18), "overdue"),
        (date(2024, 2, 24), "overdue"),
        (date(2024, 2, 25), "missed"),  # the window of day 28 begins
    ],
)
def test_the_window(day, expected):
    assert status(on(day), "d14") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(10, "upcoming"), (11, "done"), (17, "done"), (20, "done"), (25, "missed")],
)
def test_what_counts_as_done(day, expected):
    at = on(date(2024, 2, 10)) if day == 10 else on(date(2024, 2, 26))
    found = entries(at, readings=read(date(2024, 2, day), *VISIT))
    assert found["d14"].status == expected
    # What is read on the 25th is the visit of day 28.
    assert (found["d28"].status == "done") == (day == 25)


def test_a_visit_is_done_when_all_of_it_is():
    part = entries(on(date(2024, 2, 14)), readings=read(date(2024, 2, 14), *VISIT[:-1]))["d14"]
    assert part.status == "due"
    assert VISIT[-1] in part.missing
    assert set(part.done) == set(VISIT[:-1])


def test_what_is_not_known_yet_or_was_withdrawn_does_not_count():
    late = read(date(2024, 2, 14), *VISIT, recorded=on(date(2024, 2, 16)))
    assert status(on(date(2024, 2, 15)), "d14", readings=late) == "due"
    assert status(on(date(2024, 2, 16)), "d14", readings=late) == "done"
    back = read(date(2024, 2, 14), VISIT[0], recorded=on(date(2024, 2, 16)), withdrawn=True)
    both = [*read(date(2024, 2, 14), *VISIT), *back]
    assert status(on(date(2024, 2, 15)), "d14", readings=both) == "done"
    assert status(on(date(2024, 2, 16)), "d14", readings=both) == "due"


def test_urine_is_added_from_outside_the_source_in_every_mode():
    visit = entries(INFUSION)["m3"]
    assert ("urine_ife", "urine") in visit.added
    assert "urine_ife" in visit.contents
    done = entries(on(date(2024, 2, 14)), readings=read(date(2024, 2, 14), *VISIT))["d14"]
    assert done.status == "done"  # the source does not ask for it
    assert "urine_ife" in done.missing


@pytest.mark.parametrize(
    ("emd", "expected", "added"),
    [(True, "upcoming", True), (False, "not applicable", False), (None, "unknown", True)],
)
def test_extramedullary_disease(emd, expected, added):
    holds = known() if emd is None else known(extramedullary_disease=emd)
    found = entries(INFUSION, holds=holds)
    assert found["emd-m1"].status == expected
    assert found["emd-m3-pet"].status == expected
    assert (("extramedullary_imaging", "emd-sites") in found["m4"].added) is added


def test_nothing_is_dated_without_an_infusion():
    found = entries(INFUSION, anchors={})
    assert all(one.due is None for one in found.values())
    assert found["m6"].status == "unknown"
    assert found["m6"].why.en == "no infusion on record"
    labelled = entries(INFUSION, anchors={}, labels=labels())
    assert labelled["m6"].why.zh == "没有CAR-T 细胞输注的记录"


def labels():
    return {name: one.label for name, one in library.observables().items()}


@pytest.mark.parametrize(
    ("last", "due", "latest"),
    [
        (None, date(2026, 4, 30), date(2026, 7, 31)),
        (date(2025, 10, 31), date(2026, 4, 30), date(2026, 7, 31)),
        (date(2026, 2, 10), date(2026, 5, 10), date(2026, 8, 10)),
        (date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30)),
    ],
)
def test_from_the_third_year_on_it_is_counted_from_the_last_visit(last, due, latest):
    readings = read(last, *VISIT) if last else ()
    found = entries(on(date(2026, 12, 1)), readings=readings)["year-3"]
    assert (found.due, found.last) == (due, latest)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 9), "upcoming"),
        (date(2026, 5, 10), "due"),
        (date(2026, 8, 10), "due"),
        (date(2026, 8, 11), "overdue"),
    ],
)
def test_three_to_six_months(day, expected):
    readings = read(date(2026, 2, 10), *VISIT)
    assert status(on(day), "year-3", readings=readings) == expected


def vital(hours, *names):
    contents = names or next(one for one in SCHEDULE.repeats if one.id == "vital-signs").contents
    return [
        Reading(time=INFUSION + timedelta(hours=hours), observable=one, value=Decimal(1))
        for one in contents
    ]


@pytest.mark.parametrize(("hours", "expected"), [(3.99, "upcoming"), (4, "due"), (4.01, "overdue")])
def test_vital_signs_every_four_hours(hours, expected):
    at = INFUSION + timedelta(hours=hours)
    holds = known(infused=True)
    found = entries(at, readings=vital(0), holds=holds)["vital-signs"]
    assert found.status == expected
    assert found.due == INFUSION + timedelta(hours=4)
    assert bool(found.missing) == (hours >= 4)


def test_each_sign_has_its_own_clock():
    at = INFUSION + timedelta(hours=7)
    readings = [*vital(0), *vital(6, "temperature", "spo2")]
    found = entries(at, readings=readings, holds=known(infused=True))["vital-signs"]
    assert found.status == "overdue"
    assert set(found.done) == {"temperature", "spo2"}
    assert set(found.missing) == {"systolic_bp", "heart_rate", "respiratory_rate"}


@pytest.mark.parametrize(("inpatient", "expected"), [(False, "not applicable"), (None, "unknown")])
def test_a_repeat_depends_on_its_condition(inpatient, expected):
    holds = known() if inpatient is None else known(infused=inpatient)
    assert status(INFUSION, "vital-signs", holds=holds) == expected


def test_a_repeat_begins_when_its_condition_set_in():
    began = INFUSION + timedelta(days=3)
    holds = known(crs_grade=True)
    options = {"holds": holds, "begun": {"crs-daily": began}}
    assert entries(began, **options)["crs-daily"].due == began
    assert status(began + timedelta(hours=2), "crs-daily", **options) == "due"
    assert status(began + timedelta(hours=3), "crs-daily", **options) == "overdue"
    # With the anchor alone it would have been overdue from the first day.
    assert status(began, "crs-daily", holds=holds) == "overdue"


START = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("recovered", "day", "expected"),
    [
        (False, date(2024, 3, 1), "running"),
        (None, date(2024, 6, 1), "running"),
        (True, date(2024, 4, 29), "running"),
        (True, date(2024, 4, 30), "done"),
    ],
)
def test_pneumocystis_prophylaxis_lasts_three_months_at_least(recovered, day, expected):
    holds = known() if recovered is None else known(neutrophils_recovered=recovered)
    readings = read(START, "sulfamethoxazole_trimethoprim", hour=12)
    found = entries(on(day), holds=holds, readings=readings)["pneumocystis"]
    assert found.status == expected
    assert found.last == date(2024, 4, 30)
    assert "2024-04-30" in found.why.zh


def test_the_other_drugs_end_with_recovery():
    readings = read(START, "norfloxacin", hour=12)
    holds = known(neutrophils_recovered=True)
    assert status(on(date(2024, 2, 20)), "antibacterial", holds=holds, readings=readings) == "done"


def test_a_drug_that_was_not_started():
    assert status(on(START, 12), "antibacterial") == "due"
    assert status(on(date(2024, 2, 1)), "antibacterial") == "overdue"
    never = [Reading(time=on(date(2024, 2, 1)), observable="norfloxacin", value=False)]
    assert status(on(date(2024, 2, 2)), "antibacterial", readings=never) == "overdue"
    before = read(date(2024, 1, 20), "norfloxacin")
    assert status(on(date(2024, 2, 2)), "antibacterial", readings=before) == "overdue"


def test_one_of_two_antivirals_is_enough():
    anchors = {"infusion": INFUSION, "lymphodepletion_start": on(date(2024, 1, 26))}
    at = on(date(2024, 2, 2))
    assert status(at, "antiviral", anchors=anchors) == "overdue"
    given = read(date(2024, 1, 26), "valaciclovir")
    found = entries(at, anchors=anchors, readings=given)["antiviral"]
    assert (found.status, found.missing) == ("running", ())
    assert entries(at)["antiviral"].status == "unknown"


@pytest.mark.parametrize(
    "call",
    [
        lambda: entries(datetime(2024, 2, 1)),  # noqa: DTZ001  (what is refused)
        lambda: entries(INFUSION - timedelta(hours=1)),
        lambda: entries(INFUSION, anchors={"infusion": datetime(2024, 1, 1)}),  # noqa: DTZ001  (what is refused)
        lambda: entries(
            INFUSION,
            readings=[Reading(time=datetime(2024, 1, 1), observable="igg", value=Decimal(5))],  # noqa: DTZ001  (what is refused)
        ),
        lambda: entries(INFUSION, begun={"crs-daily": INFUSION + timedelta(hours=1)}),
    ],
    ids=["at no zone", "future infusion", "anchor no zone", "reading no zone", "future begin"],
)
def test_bad_input(call):
    with pytest.raises(InputError) as refusal:
        call()
    assert len(str(refusal.value).splitlines()) == 4


def test_the_batch_has_the_same_dates():
    day = date(2024, 1, 31)
    found = due_days(np.array([day_number(day)]), SCHEDULE)[0]
    plain = entries(INFUSION)
    assert [date(1970, 1, 1) + timedelta(days=int(one)) for one in found] == [
        plain[visit.id].due for visit in SCHEDULE.visits
    ]


def test_every_name_of_the_calendar_exists():
    observables = set(library.observables())
    outputs = {table.decides for table in library.pathway().tables}
    used = set()
    for one in (*SCHEDULE.visits, *SCHEDULE.repeats):
        used |= {one.anchor, *one.contents}
    for one in SCHEDULE.additions:
        used |= set(one.contents)
    for one in SCHEDULE.clocks:
        used |= {one.start, *one.drugs, *({one.least_from} - {""})}
    conditions = [one.only_if for one in (*SCHEDULE.visits, *SCHEDULE.additions)]
    conditions += [one.condition for one in SCHEDULE.repeats]
    conditions += [one.until for one in SCHEDULE.clocks]
    used |= {name for one in conditions if one is not None for name in names(one)}
    assert used - observables - outputs == set()


HEAD = """
[[visit]]
id = "a"
from = "infusion"
contents = ["igg"]
window = 3
text = { zh = "一", en = "one" }
at = { source = "consensus2022", place = "§10" }
"""


TAIL = "text = { zh = '一', en = 'one' }\nat = { source = 'consensus2022', place = '§10' }\n"
REPEAT = "days = 1\n[[repeat]]\nid = 'r'\nfrom = 'infusion'\ncontents = ['igg']\n" + TAIL
LOST = "days = 1\n[[addition]]\nid = 'x'\nlayer = 'source'\nvisits = ['b']\ncontents = []\n" + TAIL


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("days = 1\nmonths = 1", "days 1, months 1"),
        ("", "days None"),
        ('days = 1\nonly_if = "igg + 1 > 2"', "not allowed"),
        ('days = 1\nerrata = ["none"]', "none"),
        (REPEAT + "every_hours = 4\nlatest_hours = 3", "hours"),
        (LOST, "b"),
        ("days = 1\nwhen = 3", "when"),
    ],
    ids=["two units", "no unit", "arithmetic", "erratum", "latest first", "lost visit", "key"],
)
def test_the_loader_refuses(tmp_path, monkeypatch, more, found):
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "bad.toml").write_text(HEAD + more + "\n", encoding="utf-8")
    monkeypatch.setattr(loader, "ROOT", tmp_path)
    with pytest.raises(ContentError) as refusal:
        loader.calendar_schedule("bad")
    assert found in refusal.value.found
    assert "bad.toml:" in refusal.value.where
