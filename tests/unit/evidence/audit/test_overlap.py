"""Double counting, and the included studies against the review's own criteria."""

from dataclasses import replace

from tests.unit.evidence.audit.made_up import clean, source, study
from trephine.core.text import both_of
from trephine.evidence.audit.follow_up_as_median import follow_up_as_median
from trephine.evidence.audit.median_beyond_follow_up import median_beyond_follow_up
from trephine.evidence.audit.overlap import overlap
from trephine.evidence.audit.overlap_matrix import overlap_matrix, shared_names
from trephine.evidence.audit.review_criteria import review_criteria
from trephine.evidence.audit.row_sums import find_row_sums, row_sums
from trephine.library import publication

ZHAN, CONSENSUS = publication("zhan2025"), publication("consensus2022")


def test_the_sum_in_the_consensus_is_found_from_the_cells_alone():
    bare = replace(
        CONSENSUS,
        studies=tuple(replace(one, parts=(), registrations=()) for one in CONSENSUS.studies),
    )
    found = find_row_sums(bare)
    assert [(one.whole, set(one.parts)) for one in found] == [("fu2021", {"chen2021", "jin2019"})]
    assert [said for _, said in found[0].cells] == [
        "28 = 13 + 15",
        "0 = 0 + 0",
        "1 = 0 + 1",
        "35 = 14 + 21",
        "30 = 11 + 19",
    ]
    assert found[0].chance < 0.001
    finding = row_sums(CONSENSUS).findings[0]
    assert (finding.kind, finding.severity) == ("computed", "major")
    assert "patients: 523 - 38 = 485" in [both_of(one).en for one in finding.arithmetic]


def test_a_planted_sum_of_three_is_found_and_a_broken_cell_is_not():
    parts = [study(1, 21, (13, 4, 5)), study(2, 34, (20, 11, 3)), study(3, 17, (9, 2, 6))]
    whole = study(4, 72, (42, 17, 14))
    paper = replace(clean(2), studies=(*parts, whole, study(5, 90, (50, 20, 10))))
    assert [one.whole for one in find_row_sums(paper)] == ["s4"]
    broken = replace(paper, studies=(*parts, study(4, 72, (43, 17, 14))))
    assert not find_row_sums(broken)


def test_pairs_groups_and_what_remains():
    assert {one.id.split("/")[-1]: one.kind for one in overlap(ZHAN).findings} == {
        "que2021-li2021b": "suspicion",
        "shao2021-zhang2021": "computed",
        "groups": "suspicion",
    }
    matrix = overlap_matrix(ZHAN)
    assert (matrix.n, matrix.n_remaining) == (696, 696 - 30 - 37)
    named = overlap_matrix(ZHAN, least=0)
    assert ("li2021a", "deng2021") in named.groups
    # 105 of 306, 21 of 34, 36 of 66, 49 of 56, 68 of 108 remain
    assert named.n_remaining == 696 - 201 - 13 - 30 - 7 - 40
    assert overlap_matrix(CONSENSUS).n_remaining == 485


def test_names_are_compared_whole():
    one = source(1, authors="Wang Y, Li C, 张三, et al")
    other = source(2, authors="Wang YY, Li C, 张三, 等")
    assert shared_names(one, other) == ("Li C", "张三")
    paper = clean(7)
    same = tuple(replace(each, authors="Li C, et al") for each in paper.references)
    findings = overlap(replace(paper, references=same)).findings
    assert {one.kind for one in findings} == {"suspicion"}


def test_one_registration_and_one_source():
    paper = clean(7)
    first, second, *rest = paper.studies
    both = [replace(each, registrations=("NCT1",)) for each in (first, second)]
    findings = overlap(replace(paper, studies=(*both, *rest))).findings
    assert [one.kind for one in findings] == ["computed", "suspicion"]
    again = replace(second, source=first.source)
    matrix = overlap_matrix(replace(paper, studies=(first, again, *rest)))
    assert matrix.pairs[0].strength == 4


def test_criteria_of_zhan():
    result = review_criteria(ZHAN)
    assert {
        one.id.removeprefix("zhan2025/review-criteria/"): one.kind for one in result.findings
    } == {
        "population/li2021b": "suspicion",
        "enrolled/que2021": "computed",
        "enrolled/deng2021": "computed",
        "follow-up/zhang2023a": "computed",
        "intervention/wang2023": "suspicion",
        "intervention/liu2024": "suspicion",
        "duplicates": "computed",
    }
    short = next(one for one in result.findings if "follow-up" in one.id)
    assert round(337 / (365.25 / 12), 1) == 11.1
    assert "337 days = 11.1 months" in short.arithmetic[0].en
    unknown = [one for one in result.checked if one.verdict == "cannot-tell"]
    assert len([one for one in unknown if one.subject.startswith("follow-up")]) == 14
    assert [one.verdict for one in review_criteria(CONSENSUS).checked] == ["cannot-tell"]


def test_follow_up_taken_for_a_median():
    findings = follow_up_as_median(ZHAN).findings
    assert [(one.id, one.kind) for one in findings] == [
        ("zhan2025/follow-up-as-median/zhang2023a/MEDIAN_PFS", "suspicion")
    ]
    assert round(337 / 30, 1) == 11.2


def test_a_median_longer_than_anybody_was_followed():
    result = median_beyond_follow_up(ZHAN)
    assert [(one.id, one.kind) for one in result.findings] == [
        ("zhan2025/median-beyond-follow-up/que2021/MEDIAN_OS", "computed")
    ]
    # 22 February 2017 to 31 December 2021 are 1773 days; 1024 days / 12 = 85.3
    assert "1773 days = 58.3 months" in result.findings[0].arithmetic[0].en
    assert "1024 days, 33.6 months" in result.findings[0].follows.en
    assert [one.verdict for one in result.checked].count("agrees") == 4
