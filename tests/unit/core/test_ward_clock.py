"""The ward's clock: one zone for every moment."""

from datetime import UTC, datetime, timedelta

import pytest

from trephine.core.error import InputError
from trephine.core.ward_clock import ward_clock

SHANGHAI = ward_clock("Asia/Shanghai")


@pytest.mark.parametrize("name", ["Asia/Shanghai", "+08:00"])
def test_a_moment_is_the_same_and_reads_as_the_ward_s_clock(name):
    sent = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    read = ward_clock(name).read(sent)
    assert read == sent
    assert read.isoformat() == "2026-11-20T07:00:00+08:00"


def test_one_without_a_zone_is_the_ward_s():
    typed = datetime.fromisoformat("2026-11-20T07:00")
    assert SHANGHAI.read(typed).isoformat() == "2026-11-20T07:00:00+08:00"


def test_a_day_stays_the_day_that_was_written():
    day = datetime(2026, 11, 20, tzinfo=UTC)
    assert SHANGHAI.read(day, day_only=True).isoformat() == "2026-11-20T00:00:00+08:00"
    sent = datetime(2026, 11, 19, 16, tzinfo=UTC)  # a browser's midnight in UTC
    assert SHANGHAI.read(sent, day_only=True).isoformat() == "2026-11-20T00:00:00+08:00"


def test_hours_over_a_change_to_summer_time_are_exact():
    berlin = ward_clock("Europe/Berlin")
    before, after = (datetime(2026, 3, 28, hour, tzinfo=UTC) for hour in (23, 23))
    after += timedelta(hours=4)
    assert berlin.read(after) - berlin.read(before) == timedelta(hours=4)
    assert (berlin.read(before).utcoffset(), berlin.read(after).utcoffset()) == (
        timedelta(hours=1),
        timedelta(hours=2),
    )


def test_the_machine_s_zone_is_the_default(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert ward_clock().name == "Asia/Tokyo"


@pytest.mark.parametrize("name", ["Mars/Olympus", "+25:00", "+08:99", "../etc/passwd", "8"])
def test_what_is_no_zone(name):
    with pytest.raises(InputError) as refused:
        ward_clock(name)
    assert refused.value.where == "--zone"
