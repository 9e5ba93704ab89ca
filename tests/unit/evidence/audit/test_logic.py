"""What must hold between outcomes, pooled and study by study."""

from dataclasses import replace

import pytest

from tests.unit.evidence.audit.made_up import ALL, RELATIONS, clean, row, study
from trephine.core.mark import Read
from trephine.core.publication import Relation
from trephine.core.source import Locator
from trephine.core.study import Counts, Outcome
from trephine.core.text import Text
from trephine.evidence.audit.exclusive_parts import exclusive_parts
from trephine.evidence.audit.graded_sets import graded_sets
from trephine.evidence.audit.logic_gap import logic_gap
from trephine.evidence.audit.outcome_logic import outcome_logic
from trephine.evidence.audit.study_logic import study_logic
from trephine.library import publication

ZHAN, CONSENSUS = publication("zhan2025"), publication("consensus2022")
STUDIES = [study(1, 50, (40, 20, 10)), study(2, 30, (20, 10, 5)), study(3, 40, (30, 5, 5))]
PAPER = replace(clean(5), studies=tuple(STUDIES), relations=RELATIONS, pooled=())


def pooled(*rows):
    return replace(PAPER, pooled=rows)


def test_the_contradictions_of_zhan():
    result = outcome_logic(ZHAN)
    assert {one.id.split("/")[-1]: (one.kind, one.severity) for one in result.findings} == {
        "scr-cr": ("suspicion", "minor"),
        "orr-sd-le1y": ("suspicion", "major"),
        "relapse-le1y-relapse-ge2y": ("suspicion", "note"),
        "mortality-le1y-os-ge1y": ("suspicion", "major"),
    }
    found = {one.id.split("/")[-1]: one for one in result.findings}
    steps = "\n".join(one.en for one in found["orr-sd-le1y"].arithmetic)
    # 85.5% of 400 less 40.5% of 23, over 377
    assert round(100 * (0.855 * 400 - 0.405 * 23) / 377, 1) == 88.2
    assert "= 88.2%" in steps
    assert "[9] 8/9" in steps
    assert "1.3 left for 14" in steps
    # 25% of 190 not alive, at most 4% of 232 dead within the year, over 169
    assert round(100 * (0.25 * 190 - 0.04 * 232) / 169, 1) == 22.6
    assert "= 22.6%" in "\n".join(one.en for one in found["mortality-le1y-os-ge1y"].arithmetic)
    assert "at least 96%" in found["mortality-le1y-os-ge1y"].follows.en


def test_order_over_the_same_studies_is_computed_for_common_effects_only():
    whole = row("whole", "WHOLE", STUDIES, ("30", "20", "40"))
    part = row("part", "PART", STUDIES, ("60", "50", "70"))
    findings = outcome_logic(pooled(whole, part)).findings
    assert [(one.kind, one.severity) for one in findings] == [("computed", "major")]
    assert findings[0].assumes
    random = replace(part, model="random")
    assert [one.kind for one in outcome_logic(pooled(whole, random)).findings] == ["suspicion"]


def test_rounding_is_granted():
    whole = row("whole", "WHOLE", STUDIES, ("60", "50", "70"))
    part = row("part", "PART", STUDIES, ("60.9", "51", "70"))
    assert not outcome_logic(pooled(whole, part)).findings
    assert outcome_logic(pooled(whole, replace(part, estimate=replace(part.estimate, text="61.1"))))


def test_what_studies_not_shared_would_have_to_show():
    whole = row("whole", "WHOLE", STUDIES[:1], ("20", "10", "30"))
    part = row("part", "PART", STUDIES, ("60", "50", "70"))
    gap = logic_gap(pooled(whole, part), RELATIONS[0], part, whole)
    assert gap is not None
    assert (gap.shared, gap.alone, gap.beyond) == (50, 70, True)
    # 59.44% (rounded twice: 59.5, 60) of 120 less at most 21% of 50, over 70
    assert gap.needed == pytest.approx(((60 - 0.5 / 0.9) * 120 - 21 * 50) / 70)


def test_complement_too_small():
    relation = Relation(
        kind="complement", one="PART", other="WHOLE", reason=Text(zh="合为全部", en="everybody")
    )
    one = row("part", "PART", STUDIES[:1], ("3", "1", "7"))
    other = row("whole", "WHOLE", STUDIES[1:], ("74", "66", "80"))
    gap = logic_gap(pooled(one, other), relation, one, other)
    assert gap is not None
    assert gap.reverse
    assert gap.large is other
    assert (gap.behind.low, gap.behind.high) == pytest.approx((25.0, 26 + 0.5 / 0.9))
    assert gap.beyond
    exact = replace(one, estimate=replace(one.estimate, text="26"))
    assert logic_gap(pooled(exact, other), relation, exact, other) is None


def test_exclusive_parts_and_graded_sets_of_zhan():
    parts = exclusive_parts(ZHAN)
    assert [one.id for one in parts.findings] == ["zhan2025/exclusive-parts/scr-vgpr-pr"]
    assert "67% + 16% + 17% = 100%" in parts.findings[0].arithmetic[0].en
    assert [one.id.split("/")[-1] for one in graded_sets(ZHAN).findings] == [
        "crs-g3p",
        "leukopenia-g3p",
        "anemia-g3p",
        "icans-g3p",
    ]


def test_single_studies_of_both_papers_hold_but_for_what_is_not_reported():
    assert not study_logic(ZHAN).findings
    findings = study_logic(CONSENSUS).findings
    assert [(one.id, one.kind) for one in findings] == [
        ("consensus2022/study-logic/NTX-not-reported", "suspicion")
    ]
    assert findings[0].concerns == ("brudno2018", "fu2021")


def test_a_part_larger_than_its_whole_is_proved_and_from_elsewhere_computed():
    wrong = study(4, 50, (20, 30, 0))
    assert [one.kind for one in study_logic(replace(PAPER, studies=(wrong,))).findings] == [
        "proved"
    ]
    other = Outcome(
        key="PART",
        value=Counts(events=45, n=50),
        mark=Read(locator=Locator(source="elsewhere", place="abstract")),
        population=ALL,
    )
    first = STUDIES[0]
    arm = replace(first.arms[0], outcomes=(*first.arms[0].outcomes, other))
    findings = study_logic(replace(PAPER, studies=(replace(first, arms=(arm,)),))).findings
    assert {one.kind for one in findings} == {"computed"}
