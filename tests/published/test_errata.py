"""What the errata say of zhan2025 (table 1, sections 2.1 to 2.6) and of consensus2022 (table 1).

Each claim that is arithmetic on the papers' numbers is run here on the library's content.
"""

import statistics

import pytest

from trephine import library
from trephine.core.percentage import counts_from_percentage
from trephine.core.study import Percentage, Survival

ERRATA = {erratum.id: erratum for erratum in library.errata()}
STUDIES = {study.id: study for study in library.studies("zhan2025")}
TRIALS = {study.id: study for study in library.studies("consensus2022")}
ROWS = {row.id: row for row in library.published("zhan2025")}
PRIMARY = [row for row in ROWS.values() if row.analysis == "primary"]
NUMBER = {study.id: int(study.read_at.place.partition("[")[2][:-1]) for study in STUDIES.values()}


def says(erratum: str, *parts: str) -> None:
    """Check that an entry exists and holds the figures in both languages."""
    entry = ERRATA[erratum]
    for language in ("zh", "en"):
        text = " ".join(
            part[language].replace("\u00a0", " ").replace("1 024", "1,024")
            for part in (entry.printed, entry.used, entry.reason)
        )
        assert all(part in text for part in parts), (erratum, language, parts)


def declared(mark: str) -> set[int]:
    return {NUMBER[study.id] for study in STUDIES.values() if mark in study.declared}


def pooled(*outcomes: str) -> set[int]:
    return {NUMBER[s] for row in PRIMARY if row.outcome in outcomes for s in row.studies}


def test_total_of_patients():
    total = sum(study.arms[0].n for study in STUDIES.values())
    assert total == 696
    assert not [study for study in STUDIES.values() if study.arms[0].n == total - 684]
    assert set(ROWS["crs-g3p"].studies) == set(STUDIES)
    says("zhan-total-n", "684", "696", "12")


def test_ages():
    ages = [s.arms[0].age_median for s in STUDIES.values() if s.arms[0].age_median is not None]
    assert len(ages) == 16
    assert statistics.median(ages) == 57
    assert statistics.mean(ages) == pytest.approx(56.2, abs=0.05)
    says("zhan-median-age", "56.2", "57")


def test_men():
    def fits(study):
        arm = study.arms[0]
        return counts_from_percentage(Percentage(printed=f"{arm.male_percent:g}", n=arm.n))

    stated = [study for study in STUDIES.values() if study.arms[0].male_percent is not None]
    assert [study.id for study in stated if not fits(study)] == ["wang2022b"]
    for events, n in ((54, 93), (36, 62), (18, 31)):
        assert f"{100 * events / n:.2f}" == "58.06"
    says("zhan-male-wang2022b", "58.06%", "54/93")


def test_years():
    apart = {s.id for s in STUDIES.values() if library.source(s.source).year != s.year}
    assert apart == set(ERRATA["zhan-years"].concerns)
    for key in apart:
        assert library.source(key).year == STUDIES[key].year + 1


def test_days_divided_by_twelve():
    (value,) = [
        o.value
        for o in STUDIES["que2021"].arms[0].outcomes
        if o.key == "MEDIAN_OS" and isinstance(o.value, Survival)
    ]
    assert value.printed == "85.3" == f"{1024 / 12:.1f}"
    assert f"{1024 / (365.25 / 12):.1f}" == "33.6"
    says("zhan-os-que2021", "85.3", "33.6", "1,024")


def test_marks_of_the_table_against_the_lists_of_the_text():
    differ = {
        "③": (["CR"], set(), {26}),
        "⑩": (["LEUKOPENIA", "LEUKOPENIA_G3P"], {23}, {21}),
        "⑪": (["NEUTROPENIA", "NEUTROPENIA_G3P"], {14, 17}, set()),
        "⑬": (["ANEMIA", "ANEMIA_G3P"], set(), {21}),
        "⑭": (["ICANS", "ICANS_G3P"], set(), {19}),
        "⑮": (["MORTALITY_LE1Y", "MORTALITY_GE2Y"], {13, 15, 16, 19, 21, 25, 27}, set()),
        "⑯": (["RELAPSE_LE1Y", "RELAPSE_GE2Y"], set(), {9, 16, 17, 18, 19, 20, 22, 23, 25, 28, 29}),
    }
    for outcome in library.outcomes():
        for mark in outcome.codes:
            if outcome.category == "description":
                continue
            keys, table_only, text_only = differ.get(mark, ([], set(), set()))
            same = [o.key for o in library.outcomes() if mark in o.codes]
            assert not keys or keys == same
            assert declared(mark) - pooled(*same) == table_only
            assert pooled(*same) - declared(mark) == text_only


def test_marks_of_the_medians():
    def has(key):
        return {
            NUMBER[s.id]
            for s in STUDIES.values()
            for o in s.arms[0].outcomes
            if o.key == key and isinstance(o.value, Survival)
        }

    assert (len(declared("⑱")), len(declared("⑲"))) == (14, 0)
    assert (len(has("MEDIAN_OS")), len(has("MEDIAN_PFS"))) == (6, 11)
    assert has("MEDIAN_PFS") < declared("⑱")
    assert declared("⑱") - has("MEDIAN_PFS") - has("MEDIAN_OS") == {17, 19, 29}


def test_the_rule_of_section_1_5_and_its_one_exception():
    against = []
    for row in PRIMARY:
        p = row.p_heterogeneity
        high = p.startswith("<") or row.I2.value > 50
        assert high or p in {"", ">0.05"} or float(p) > 0.1
        if row.model != ("random" if high else "fixed"):
            against.append(row.id)
    assert against == ["pfs-1y"]
    says("zhan-model-pfs", "36.08", "0.18", "24")


def test_sensitivity_analyses():
    assert [ROWS[f"{k}-sensitivity"].k for k in ("orr", "vgpr", "cr")] == [10, 7, 10]
    assert (ROWS["vgpr"].estimate.text, ROWS["vgpr-sensitivity"].estimate.text) == ("16", "17")
    says("zhan-sensitivity-vgpr", "16%", "17%", "61.40%", "29.23%")
    for key in ("orr", "cr"):
        assert float(ROWS[f"{key}-sensitivity"].p_heterogeneity) < 0.1
    says("zhan-sensitivity-robust", "0.04", "51.47%", "0.03")


def test_the_same_i2_twice():
    doubled = [row.id for row in PRIMARY if row.I2.text == "82.68"]
    assert doubled == ["orr", "thrombocytopenia-g3p"]


def test_k_is_the_number_of_studies_listed():
    assert all(row.k == row.k_stated for row in PRIMARY)
    for key in ("crs", "leukopenia", "anemia"):
        assert ROWS[f"{key}-g3p"].k == ROWS[key].k + 1
    assert 14 not in pooled("ICANS")
    assert 14 in pooled("ICANS_G3P")


def test_consensus_counts():
    assert sum(study.arms[0].n for study in TRIALS.values()) == 523
    assert 523 - TRIALS["fu2021"].arms[0].n == 485
    says("consensus-counted-twice", "523", "485", "28 = 13 + 15", "35 = 14 + 21", "30 = 11 + 19")
    used = {"consensus-brudno2018": (23, 19), "consensus-li2019": (7,),
            "consensus-fu2019": (3, 37, 19), "consensus-mei2021": (23, 4, 22, 14)}  # fmt: skip
    for key, counts in used.items():
        (study,) = ERRATA[key].concerns
        rows = [
            row
            for outcome in ("CRS", "CRS_G3P", "NTX", "NTX_G3P", "ORR", "SCR_CR")
            for row in library.trial_table(outcome, overlap="naive")
            if row.study == study and row.impossible
        ]
        assert tuple(row.events for row in rows) == counts
        for row in rows:
            says(key, f"{row.printed}%")


def test_consensus_ranges():
    def values(key, refs=range(2, 14)):
        found = {}
        for study in TRIALS.values():
            if int(study.read_at.place.partition("[")[2][:-1]) in refs:
                for o in study.arms[0].outcomes:
                    if o.key == key and isinstance(o.value, Percentage):
                        found[study.id] = o.value.value
        return found

    early = range(2, 12)
    assert max(values("CRS", early).values()) == 97
    severe = values("CRS_G3P", early)
    high = {study for study, value in severe.items() if value > 10}
    assert high == set(ERRATA["consensus-crs-share"].concerns)
    assert (min(values("NTX").values()), max(values("NTX").values())) == (0, 21)
    assert max(values("NTX_G3P").values()) == 25
    assert set(values("NTX_G3P")) - set(values("NTX")) == set(
        ERRATA["consensus-ntx-any-missing"].concerns
    )
