"""A patient's table: understood or named with its line, never guessed at, nothing dropped."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count

import pytest

from trephine import library
from trephine.care.read_sheet import MOST_ROWS, read_sheet
from trephine.core.error import InputError
from trephine.core.record import Reading
from trephine.core.sheet import SheetChoice
from trephine.interop.table_rows import table_rows
from trephine.library.sheet_words import sheet_words

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 12, tzinfo=CHINA)
AT = "2026-11-20 08:00"


def read(text, **more):
    return read_sheet(
        table_rows(text, "paste"), sheet_words(), library.observables(), now=NOW, **more
    )


def term(sheet, heading):
    return next(one for one in sheet.terms if one.heading == heading)


def kinds(sheet):
    return [(one.kind, one.line) for one in sheet.remarks]


@pytest.mark.parametrize(
    ("heading", "observable", "unit"),
    [
        ("体温(℃)", "temperature", "Cel"),
        ("Temperature [°C]", "temperature", "Cel"),
        ("血红蛋白（g/dL）", "hemoglobin", "g/dL"),
        ("WBC ×10^9/L", "wbc", "10*9/L"),
        ("PLT(10⁹/L)", "platelets", "10*9/L"),
        ("总胆红素(μmol/L)", "total_bilirubin", "umol/L"),
        ("ECOG", "ecog", "{score}"),
        ("serum IgG (g/L)", "igg", "g/L"),
    ],
)
def test_headings_are_understood_with_their_unit(heading, observable, unit) -> None:
    found = term(read(f"时间\t{heading}\n{AT}\t2\n"), heading)
    assert (found.state, found.observable, found.unit) == ("understood", observable, unit)


@pytest.mark.parametrize("heading", ["铁蛋白", "铁蛋白(IU)", "Hb", "IgG"])
def test_unit_that_is_missing_or_foreign_is_asked_for_and_never_assumed(heading) -> None:
    text = f"时间,{heading}\n{AT},90\n"
    found = read(text)
    assert term(found, heading).state == "unit missing"
    assert not found.readings
    unit = term(found, heading).units[0]
    observable = term(found, heading).observable
    chosen = [SheetChoice(heading=heading, observable=observable, unit=unit)]
    again = read(text, choices=chosen)
    assert [(one.observable, one.unit) for one in again.readings] == [(observable, unit)]


def test_every_filled_cell_is_a_reading_or_is_named() -> None:
    text = (
        "姓名,时间,体温(℃),血红蛋白(g/L),备注,低血压,升压药,血钾(mmol/L)\n"
        f"张三,{AT},38.6,80↓,发热,是,无,<3\n"
        "张三,03/04/2026,37,80,,,,\n"
        f"张三,2026-11-20 20:00,380,未查,,也许,去甲肾上腺素、肾上腺素,4.1\n"
    )
    chosen = [
        SheetChoice(heading="低血压", observable="hypotension"),
        SheetChoice(heading="升压药", observable="vasopressors"),
    ]
    found = read(text, choices=chosen)
    for one in found.terms:
        named = sum(r.heading == one.heading for r in found.remarks)
        left = one.filled if one.state in {"identifier", "unknown"} else 0
        assert one.filled == one.read + named + left, one
    assert ("refused", 3) in kinds(found), "a row whose time can be read in two ways"
    assert {one.line for one in found.remarks} == {2, 3, 4}
    assert all(one.found and one.do.zh for one in found.remarks)
    values = {one.observable: one.value for one in found.readings if one.line == 4}
    assert values["vasopressors"] == ("norepinephrine", "epinephrine")
    assert "张三" not in repr(found.readings)
    assert "张三" not in repr(found.remarks)


def test_name_is_not_read_whatever_is_chosen() -> None:
    chosen = [SheetChoice(heading="住院号", observable="weight", unit="kg")]
    found = read(f"时间,住院号,体重(kg)\n{AT},12345,60\n", choices=chosen)
    assert term(found, "住院号").state == "identifier"
    assert [one.observable for one in found.readings] == ["weight"]


def test_long_table_takes_each_item_with_its_own_unit() -> None:
    found = read(
        "检验项目\t结果\t单位\t采样时间\t参考范围\n"
        f"白细胞\t2.1\t10^9/L\t{AT}\t3.5-9.5\n"
        f"IgG\t450\tmg/dL\t2026-11-20\t\n"
        f"降钙素原\t0.2\tng/mL\t{AT}\t\n"
    )
    assert found.long
    assert [(one.observable, one.unit, one.day_only) for one in found.readings] == [
        ("wbc", "10*9/L", False),
        ("igg", "mg/dL", True),
    ]
    assert term(found, "降钙素原").state == "unknown"
    assert (term(found, "参考范围").state, term(found, "参考范围").filled) == ("left out", 1)


def test_duplicates_are_entered_once_and_contradictions_not_at_all() -> None:
    found = read(f"时间,体温(℃),WBC(10^9/L)\n{AT},38.6,2.1\n{AT},38.6,2.2\n2026-11-20 09:00,37,1\n")
    assert [(one.observable, one.line) for one in found.readings] == [
        ("temperature", 2), ("temperature", 4), ("wbc", 4),
    ]  # fmt: skip
    assert sorted(kinds(found)) == [("contradiction", 2), ("contradiction", 3), ("duplicate", 3)]


def test_two_doses_of_a_day_without_hours_ask_for_the_hours() -> None:
    day = "2026-11-20"
    found = read(f"item\tresult\tunit\ttime\n地塞米松\t10\tmg\t{day}\n地塞米松\t20\tmg\t{day}\n")
    assert not found.readings
    assert [one.line for one in found.remarks] == [2, 3]
    for one in found.remarks:
        assert "各写时刻" in one.do.zh
        assert "hour of each" in one.do.en
        assert "00:00" not in one.found
    twice = read(f"item\tresult\tunit\ttime\n地塞米松\t10\tmg\t{day}\n地塞米松\t10\tmg\t{day}\n")
    assert len(twice.readings) == 1
    assert "hour of each" in twice.remarks[0].do.en, "two equal doses look like one written twice"
    timed = f"地塞米松\t10\tmg\t{day} 08:00\n地塞米松\t20\tmg\t{day} 14:00\n"
    assert len(read(f"item\tresult\tunit\ttime\n{timed}").readings) == 2


def test_same_value_in_another_unit_is_a_duplicate() -> None:
    found = read(f"item\tresult\tunit\ttime\nIgG\t4.5\tg/L\t{AT}\nIgG\t450\tmg/dL\t{AT}\n")
    assert [one.kind for one in found.remarks] == ["duplicate"]
    assert len(found.readings) == 1


@pytest.mark.parametrize(("held", "kind"), [("38.6", "duplicate"), ("38.5", "contradiction")])
def test_what_the_record_holds_is_compared(held, kind) -> None:
    reading = Reading(
        time=datetime(2026, 11, 20, tzinfo=UTC), observable="temperature",
        value=Decimal(held), unit="Cel",
    )  # fmt: skip
    found = read(f"时间,体温(℃)\n{AT},38.6\n", held=[reading])
    assert [one.kind for one in found.remarks] == [kind]
    assert not found.readings


def test_table_without_times_says_that_it_counts_as_of_now() -> None:
    found = read("体重(kg),回输日期\n60,2026-11-10\n")
    by_name = {one.observable: one for one in found.readings}
    assert by_name["weight"].time == NOW
    assert by_name["infusion"].time == datetime(2026, 11, 10, tzinfo=CHINA)
    assert by_name["infusion"].day_only
    assert [one.kind for one in found.remarks] == ["note"]


def test_future_and_impossible_are_refused() -> None:
    found = read("时间,体温(℃)\n2026-11-24 08:00,37\n2026-02-30,37\n2026-11-20,99\n")
    assert not found.readings
    assert kinds(found) == [("refused", 2), ("refused", 3), ("refused", 4)]


def test_a_table_of_the_most_rows_is_read_whole_and_one_row_more_is_refused() -> None:
    def table(last):
        yield 1, ("备注", "ECOG")
        yield from ((at, ("", "")) for at in range(2, last))
        yield last, ("", "1")

    given = {"words": sheet_words(), "observables": library.observables(), "now": NOW}
    found = read_sheet(table(MOST_ROWS), **given)
    assert [(one.line, one.value) for one in found.readings] == [(MOST_ROWS, "1")]
    endless = ((at, ("ECOG",)) for at in count(1))
    with pytest.raises(InputError, match="too long") as refused:
        read_sheet(endless, **given)
    assert refused.value.where == str(MOST_ROWS + 1)


@pytest.mark.parametrize("text", ["", "\n\n", "甲,乙\n1,2\n"])
def test_table_without_headings_is_refused(text) -> None:
    with pytest.raises(InputError, match="no heading is known"):
        read(text)


def test_words_name_one_observable_each() -> None:
    words = sheet_words()
    assert words.names["血红蛋白"] == "hemoglobin"
    assert set(words.names.values()) <= set(library.observables())
    known = {unit.code for one in library.observables().values() for unit in one.units}
    written = {code for codes in words.units.values() for code in codes}
    assert written - known <= {"a"}, "a unit that nothing is measured in"
