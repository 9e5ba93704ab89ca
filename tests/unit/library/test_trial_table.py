import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.mark import Derived, Read

KEYS = ("ORR", "SCR_CR", "CRS", "CRS_G3P", "NTX", "NTX_G3P")


def table(outcome, **options):
    return {row.study: row for row in library.trial_table(outcome, **options)}


def test_everybody_is_counted_once_by_default():
    rows = table("ORR")
    assert "fu2021" not in rows
    assert sum(row.n for row in rows.values()) == 485
    assert not any("people-counted-twice" in row.flags for row in rows.values())


def test_the_naive_table_says_who_is_counted_twice():
    rows = table("ORR", overlap="naive")
    assert sum(row.n for row in rows.values()) == 523
    assert rows["fu2021"].overlaps == ("chen2021", "jin2019")
    assert {row.study for row in rows.values() if "people-counted-twice" in row.flags} == {
        "fu2021", "chen2021", "jin2019",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", KEYS)
def test_the_parts_add_up_to_the_sum_wherever_all_report(outcome):
    rows = table(outcome, overlap="naive")
    if "fu2021" in rows:
        parts = [rows["chen2021"], rows["jin2019"]]
        assert rows["fu2021"].events == sum(part.events for part in parts)
        assert rows["fu2021"].n == sum(part.n for part in parts)
    else:
        assert outcome == "NTX"


def test_the_evidence_for_the_sum_is_in_the_table():
    whole = library.study("fu2021")
    parts = [library.study(part) for part in whole.parts]
    assert set(whole.registrations) == {r for part in parts for r in part.registrations}
    assert whole.arms[0].n == sum(part.arms[0].n for part in parts)
    assert whole.parts_reason is not None


def test_a_part_stands_alone_where_the_sum_reports_nothing():
    rows = table("NTX")
    assert "jin2019" in rows
    assert not {"fu2021", "chen2021"} & set(rows)


def test_eleven_percentages_fit_no_integer():
    impossible = [
        (row.study, key)
        for key in KEYS
        for row in library.trial_table(key, overlap="naive")
        if row.impossible
    ]
    assert len(impossible) == 11
    assert sum(len(library.trial_table(key, overlap="naive")) for key in KEYS) == 64
    assert {study for study, _ in impossible} == {
        "brudno2018", "zhao2018", "li2019", "fu2019", "mei2021",
    }  # fmt: skip


def test_an_impossible_percentage_enters_flagged_or_not_at_all():
    row = table("ORR")["brudno2018"]
    assert (row.events, row.n, row.printed, row.origin) == (19, 24, "81", "nearest-of-none")
    assert row.flags == ("no-integer-fits",)
    assert (13, 16) in [(fit.events, fit.n) for fit in row.denominators]
    assert row.gap == pytest.approx(100 * 19 / 24 - 81)
    kept = table("ORR", impossible="drop")
    assert not {"brudno2018", "fu2019", "mei2021"} & set(kept)
    assert len(kept) == 8


def test_a_count_that_the_trial_states_settles_what_the_percentage_leaves_open():
    rows = table("CRS")
    assert (rows["zhao2018"].events, rows["zhao2018"].origin) == (51, "reported")
    assert isinstance(rows["zhao2018"].mark, Read)
    assert rows["zhao2018"].flags == ("no-integer-fits",)
    assert "zhao2018" in table("CRS", impossible="drop")
    assert table("ORR")["munshi2021"].events == 94
    assert rows["munshi2021"].origin == "nearest-of-several"
    assert {fit.events for fit in rows["munshi2021"].fits} == {107, 108}


def test_a_count_of_other_people_or_another_cut_is_not_used():
    assert table("ORR")["brudno2018"].n == 24
    assert table("SCR_CR")["zhao2018"].events == 42


@pytest.mark.parametrize("outcome", KEYS)
def test_rows_can_be_pooled(outcome):
    for row in library.trial_table(outcome):
        assert 0 <= row.events <= row.n
        assert row.costimulatory_domain in {"CD28", "4-1BB"}
        assert isinstance(row.mark, Derived | Read)
        assert abs(row.gap) <= 50 / row.n + 1
    labels = [row.label.zh for row in library.trial_table(outcome, overlap="naive")]
    assert len(set(labels)) == len(labels)


def test_an_outcome_without_trials_is_refused():
    for outcome in ("VGPR", "MEDIAN_PFS", "ORRR"):
        with pytest.raises(InputError):
            library.trial_table(outcome)


def test_counts_behind_a_published_row():
    rows = {row.id: row for row in library.published("zhan2025")}
    known = library.counts_behind(rows["crs"])
    assert [study.id for study, _ in known] == [
        "zhang2023a", "que2021", "xu2019", "li2021b", "shao2021", "zhang2021",
    ]  # fmt: skip
    assert rows["crs"].k == 17
    assert not library.counts_behind(rows["leukopenia"])
    assert not library.counts_behind(rows["pfs-1y"])  # a Kaplan-Meier estimate is no count
    pairs = [
        (row.id, study.id)
        for row in rows.values()
        if row.analysis == "primary"
        for study, _ in library.counts_behind(row)
    ]
    assert len(pairs) == len(set(pairs)) == 32
