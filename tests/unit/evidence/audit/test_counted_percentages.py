"""Counts against the percentages that stand in the same cell."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

import pytest

from trephine.evidence.audit.counted_percentages import counted_percentages
from trephine.evidence.audit.read_publication import read_publication


def read(tmp_path, lines):
    (tmp_path / "studies.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "outcomes.csv").write_text("key,name\nORR,response", encoding="utf-8")
    return read_publication(tmp_path)


def test_a_count_that_is_not_its_percentage(tmp_path):
    lines = ["label,n,ORR", "A,20,20 (67)", "B,30,20 (67)", "C,25,84", "D,25,21/25"]
    result = counted_percentages(read(tmp_path, lines))
    (found,) = result.findings
    assert found.kind == "proved"
    assert found.id == f"{tmp_path.name}/counted-percentages/A/ORR"
    assert "20/30" in found.arithmetic[1].en
    assert "100.000%" in found.sentence.en
    assert "100.000%" in found.sentence.zh
    assert [(one.subject, one.verdict) for one in result.checked] == [
        ("A ORR", "finding"),
        ("B ORR", "agrees"),
    ]


def test_counts_of_another_number_of_people_are_not_compared(tmp_path):
    lines = ["label,n,ORR,ORR_n,ORR_events", "A,30,84.0,25,21", "B,30,84.0,25,20"]
    (found,) = counted_percentages(read(tmp_path, lines)).findings
    assert found.id.endswith("B/ORR")
    assert "21/25" in found.follows.en


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_no_rounding_makes_a_finding(tmp_path, decimals):
    unit = Decimal(1).scaleb(-decimals)
    finer = unit / 10
    lines = ["label,n,ORR"]
    for n in (3, 7, 12, 29, 64, 83, 199):
        for events in range(0, n + 1, max(1, n // 6)):
            share = Decimal(100) * events / n
            for way in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN, ROUND_UP):
                twice = share.quantize(finer, ROUND_HALF_UP).quantize(unit, ROUND_HALF_UP)
                for printed in (share.quantize(unit, way), twice):
                    lines.append(f"S{len(lines)},{n},{events}/{n} ({printed})")
    result = counted_percentages(read(tmp_path, lines))
    assert len(result.checked) == len(lines) - 1
    assert not result.findings
