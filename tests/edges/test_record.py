"""Files of readings as they should not be: each is refused in four lines, none is misread."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import perf_counter

import pytest

from tests.unit.care.small import AT, by_id, other, quantity
from trephine.care.read_record import read_record
from trephine.care.resolve import Known, visible
from trephine.core.error import InputError

KNOWN = by_id(
    quantity(
        "temperature",
        "Cel",
        possible=("25", "45"),
        step="0.01",
        units=[("[degF]", "5/9", "32")],
    ),
    quantity("systolic_bp", "mm[Hg]", possible=("0", "300")),
    quantity("alt", "U/L", possible=("0", "100000"), limits=True),
    quantity("score", "{score}", possible=("0", "10")),
    other("hypoxia", "yesno"),
    other("device", "choice", "room_air cannula"),
    other("lesions", "choices", "bone lung"),
    other("infusion", "event"),
    other("birth_date", "moment"),
)
HEAD = '{"record": 1, "patient": "P1"}'
TIME = "2026-03-10T08:00+08:00"
GOOD = {"time": TIME, "observable": "temperature", "value": "38.2", "unit": "Cel"}


def line(**changes):
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


def read(*lines, **more):
    return read_record("\n".join([HEAD, *lines]), KNOWN, **more)


def refused(*lines, **more):
    """Return the refusal, after looking that it can be shown in both languages."""
    with pytest.raises(InputError) as caught:
        read(*lines, **more)
    for language in ("zh", "en"):
        shown = caught.value.render(language)
        assert len(shown.splitlines()) >= 4
        shown.encode()
    return str(caught.value)


def test_a_good_line_is_read_as_written():
    (one,) = read(line())
    assert (one.value, one.unit, one.entered, one.entered_unit) == (
        Decimal("38.20"),
        "Cel",
        "38.2",
        "Cel",
    )
    assert (one.line, one.origin, one.day_only, one.withdrawn) == (2, "entered", False, False)


# Files.


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", b"", b"\xef\xbb\xbf", "\ufeff"])
def test_an_empty_file(text):
    with pytest.raises(InputError, match="the record is empty"):
        read_record(text, KNOWN)


def test_a_header_alone_is_a_record_without_readings():
    assert read_record(HEAD, KNOWN).readings == ()


def test_a_byte_order_mark_is_passed_over():
    text = f"{HEAD}\n{line()}\n"
    for written in (text.encode("utf-8-sig"), "\ufeff" + text):
        assert len(read_record(written, KNOWN).readings) == 1


def test_gbk_bytes_are_refused_by_name_with_the_line():
    written = (HEAD + "\n" + line(observable="体温")).encode("gbk")
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_record(written, KNOWN, name="readings.jsonl")
    assert caught.value.where == "readings.jsonl:2"
    assert "GBK" in caught.value.do.en


def test_utf_16_is_refused():
    for encoding in ("utf-16", "utf-16-le"):
        with pytest.raises(InputError):
            read_record((HEAD + "\n" + line()).encode(encoding), KNOWN)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end):
    record = read_record(end.join([HEAD, "", line(), "  ", line(value="39"), ""]), KNOWN)
    assert [one.line for one in record] == [3, 5]


def test_a_separator_inside_a_string_does_not_part_a_line():
    text = refused(line(observable="temp\u2028erature"), line(unit="\x85Cel"))
    assert "2 lines cannot be read" in text
    assert "record:2" in text
    assert "record:3" in text


@pytest.mark.parametrize(
    "head",
    [
        '{"record": 2, "patient": "P1"}',
        '{"record": "1", "patient": "P1"}',
        '{"record": 1.0, "patient": "P1"}',
        '{"record": true, "patient": "P1"}',
        '{"patient": "P1"}',
        '{"record": 1}',
        '{"record": 1, "patient": 5}',
        '{"record": 1, "patient": null}',
        '{"record": 1, "patient": "P1", "name": "x"}',
        "[1]",
        "null",
        line(),
        "record,patient",
        '{"record": 1, "patient": "\\ud800"}',
    ],
)
def test_a_file_without_the_head_of_this_version(head):
    with pytest.raises(InputError) as caught:
        read_record(head + "\n" + line(), KNOWN)
    caught.value.render("zh").encode()
    assert caught.value.where == "record:1"


# Lines.


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "not JSON"),
        ("{'time': 1}", "not JSON"),
        ("time,observable,value", "not JSON"),
        ("[]", "not an object"),
        ('"x"', "not an object"),
        ("1", "not an object"),
        ("null", "not an object"),
        ("true", "not an object"),
        ("{}", "keys of the line"),
        (line()[:-1] + ', "value": "39.9"}', "stands twice"),
        (line() + line(), "not JSON"),
    ],
)
def test_a_line_that_is_no_reading(written, said):
    assert said in refused(written)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valeu": 1}, "+valeu"),
        ({"__class__": "x"}, "+__class__"),
        ({"__init__": {}, "__dict__": []}, "+__dict__, +__init__"),
        ({"": 1}, "+"),
        ({"Value": 1}, "+Value"),
        ({"origin": "magic"}, "magic"),
        ({"origin": ["entered"]}, "entered"),
        ({"origin": None}, "None"),
        ({"time": 5}, "time = 5"),
        ({"time": None}, "cannot be read"),
        ({"time": "yesterday"}, "cannot be read"),
        ({"time": ""}, "cannot be read"),
        ({"time": "2026-02-30T08:00+08:00"}, "cannot be read"),
        ({"time": "2026-03-10T25:00+08:00"}, "cannot be read"),
        ({"time": "2026-03-10"}, "no zone"),
        ({"time": "2026-03-10T08:00"}, "no zone"),
        ({"time": "0001-01-01T00:00+14:00"}, "impossible year"),
        ({"time": "1026-03-10T08:00+08:00"}, "impossible year"),
        ({"time": "9999-12-31T23:59-12:00"}, "impossible year"),
        ({"recorded": "2026-03-10T07:59+08:00"}, "after it was recorded"),
        ({"recorded": "2026-03-10T08:00"}, "no zone"),
        ({"recorded": 7}, "recorded = 7"),
        ({"observable": "temprature"}, "near it: temperature"),
        ({"observable": "__class__"}, "no such observable"),
        ({"observable": "x" * 100_000}, "no such observable"),
        ({"observable": None}, "no such observable"),
        ({"observable": ["temperature"]}, "observable = "),
        ({"unit": ""}, "no unit"),
        ({"unit": None}, "no unit"),
        ({"unit": ["Cel"]}, "unit = "),
        ({"unit": "K"}, "the unit does not fit"),
        ({"unit": "cel"}, "the unit does not fit"),
        ({"unit": "℃"}, "℃ → Cel"),
        ({"unit": "\ud800"}, "not JSON"),
        ({"unit": "F"}, "F → [degF]"),
        ({"value": "98.6"}, "possible is 25 to 45 Cel"),
        ({"value": "45.01"}, "possible is 25 to 45 Cel"),
        ({"value": "24.99"}, "possible is 25 to 45 Cel"),
        ({"value": "-38"}, "possible is 25 to 45 Cel"),
        ({"value": "NaN"}, "not a number"),
        ({"value": "sNaN"}, "not a number"),
        ({"value": "Infinity"}, "not a number"),
        ({"value": "-inf"}, "not a number"),
        ({"value": "38,2"}, "not a number"),
        ({"value": "38.2 Cel"}, "not a number"),
        ({"value": "> 38"}, "not a number"),
        ({"value": ""}, "not a number"),
        ({"value": None}, "not a number"),
        ({"value": [38.2]}, "not a number"),
        ({"value": {"n": 38.2}}, "not a number"),
        ({"value": True}, "another kind"),
        ({"value": "1e999999999"}, "not a number"),
        ({"value": "1e-999999999"}, "not a number"),
        ({"value": "1" * 5000}, "not a number"),
        ({"value": "0." + "1" * 5000}, "not a number"),
        ({"low": "x"}, "not a number"),
        ({"high": True}, "not a number"),
        ({"low": "-1"}, "limits of normal"),
        ({"low": "40", "high": "30"}, "limits of normal"),
        ({"day_only": "false"}, "day_only = 'false'"),
        ({"day_only": 1}, "day_only = 1"),
        ({"withdrawn": "no"}, "withdrawn = 'no'"),
        ({"withdrawn": 0}, "withdrawn = 0"),
        ({"observable": "systolic_bp", "value": 90, "unit": "mmHg"}, "mmHg → mm[Hg]"),
        ({"observable": "systolic_bp", "value": 90, "unit": "kPa"}, "the unit does not fit"),
        ({"observable": "hypoxia", "value": "yes", "unit": None}, "it takes true or false"),
        ({"observable": "hypoxia", "value": 1, "unit": None}, "it takes true or false"),
        ({"observable": "hypoxia", "value": None, "unit": None}, "it takes true or false"),
        ({"observable": "infusion", "value": "2026", "unit": None}, "it takes true or false"),
        ({"observable": "device", "value": "tent", "unit": None}, "no such code"),
        ({"observable": "device", "value": ["room_air"], "unit": None}, "it takes one code"),
        ({"observable": "device", "value": True, "unit": None}, "it takes one code"),
        ({"observable": "lesions", "value": "bone", "unit": None}, "it takes a list of codes"),
        ({"observable": "lesions", "value": ["skin"], "unit": None}, "no such code"),
        ({"observable": "lesions", "value": [["bone"]], "unit": None}, "no such code"),
        ({"observable": "birth_date", "value": "1960", "unit": None}, "a time with its zone"),
        ({"observable": "birth_date", "value": "1960-05-01", "unit": None}, "no zone"),
        ({"observable": "birth_date", "value": 1960, "unit": None}, "a time with its zone"),
        (
            {"observable": "birth_date", "value": "1066-10-14T00:00+00:00", "unit": None},
            "impossible year",
        ),
    ],
    ids=lambda case: str(case)[:60],
)
def test_a_reading_that_cannot_be_true(changes, said):
    assert said in refused(line(**changes))


def test_what_json_calls_numbers_but_are_none():
    for written in ("NaN", "Infinity", "-Infinity", "1e999999999", "-1E-999999999"):
        assert "not a number" in refused(line(value=0).replace('"value": 0', f'"value": {written}'))
    for written in ("1e99999999999999999999", "9" * 5000):
        text = refused(line(value=0).replace('"value": 0', f'"value": {written}'))
        assert "not JSON" in text


def test_a_number_without_quotes_is_the_digits_as_written():
    for written in ("38.2", "38.20", "3.82e1"):
        (one,) = read(line(value=0).replace('"value": 0', f'"value": {written}'))
        assert one.value == Decimal("38.20")


def test_fahrenheit_is_celsius():
    readings = read(line(value="100.4", unit="[degF]"), line(value="38", unit="Cel"))
    assert {one.value for one in readings} == {Decimal(38)}


def test_rounding_happens_once_and_to_even():
    values = [one.value for one in read(*[line(value=v) for v in ("38.005", "38.015", "37.995")])]
    assert values == [Decimal("38.00"), Decimal("38.02"), Decimal("38.00")]


def test_nesting_without_end():
    for depth in (100, 100_000):
        for bracket in ("[]", "{}"):
            inner = (
                '{"a":' * depth + "1" + "}" * depth
                if bracket == "{}"
                else "[" * depth + "]" * depth
            )
            refused(line(value=0).replace('"value": 0', f'"value": {inner}'))


@pytest.mark.parametrize("where", ["value", "unit", "observable", "time", "origin"])
def test_a_lone_surrogate_is_refused_raw_or_escaped(where):
    escaped = json.dumps({**GOOD, where: "38.2\ud800"})
    assert "\\ud800" in escaped
    assert "not JSON" in refused(escaped)
    assert "not JSON" in refused(line(**{where: "38.2\ud800"}))
    assert "not JSON" in refused(line(**{"k\udfff": 1}))


def test_a_pair_of_surrogates_is_one_sign():
    assert "no such code" in refused(
        '{"time": "2026-03-10T08:00+08:00", "observable": "device", "value": "\\ud83d\\ude00"}'
    )


# The future.


def test_a_reading_of_the_future_is_refused_where_now_is_given():
    now = datetime.fromisoformat(TIME)
    assert len(read(line(), now=now).readings) == 1
    late = (now + timedelta(seconds=1)).isoformat()
    assert "in the future" in refused(line(time=late), now=now)
    assert "in the future" in refused(line(recorded=late), now=now)
    assert len(read(line(time=late, origin="simulated"), now=now).readings) == 1
    assert len(read(line(time=late)).readings) == 1


def test_the_future_is_a_matter_of_moments_not_of_clocks():
    now = datetime(2026, 3, 10, 1, tzinfo=UTC)  # 09:00 in Beijing
    assert len(read(line(time="2026-03-10T08:59+08:00"), now=now).readings) == 1
    assert "in the future" in refused(line(time="2026-03-10T02:00+00:00"), now=now)


# Many lines.


def test_all_lines_at_fault_are_told():
    text = refused(line(), *[line(value="98.6")] * 3, line(), line(unit="x"))
    assert "4 lines cannot be read" in text
    assert [f"record:{n}:" in text for n in (2, 3, 4, 5, 6, 7)] == [
        False,
        True,
        True,
        True,
        False,
        True,
    ]


def test_of_very_many_the_first_are_told_and_the_rest_counted():
    text = refused(*[line(value="98.6")] * 50)
    assert "50 lines" in text
    assert "+30" in text


def test_duplicates_are_one_and_contradictions_are_kept_for_the_decision():
    record = read(line(), line(), line(value="38.20"), line(time="2026-03-10T00:00+00:00"))
    assert len(visible(record, AT)["temperature"]) == 1
    record = read(line(), line(value="36.5"))
    found = Known(record, AT, KNOWN).value("temperature", "grading")
    assert (found.known, found.reason, len(found.readings)) == (False, "conflicting", 2)


def test_a_hundred_thousand_lines():
    """Timed, not held to a time: 6 s on two slow cores that others used as well."""
    lines = [line(value=f"{36 + i % 40 / 10:.1f}") for i in range(100_000)]
    before = perf_counter()
    record = read(*lines)
    print(f"100,000 lines in {perf_counter() - before:.1f} s")
    assert len(record.readings) == 100_000
