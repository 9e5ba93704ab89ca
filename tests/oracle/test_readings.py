"""The library against two readings of the papers, made apart, cell by cell.

Where the readings or the library differ, the difference is listed here and in
docs/explanation/readings.md with how it was settled; anything else fails.
"""

import csv
import re
from pathlib import Path

import pytest

from trephine import library
from trephine.core.mark import Assumed
from trephine.core.study import Counts, NotReported, Percentage, Survival

FOLDER = Path(__file__).parents[2] / "validation" / "readings"
# The first reading numbers the trials' ids by their references; the library's ids are shorter.
TRIALS = {
    study.read_at.place.partition("[")[2][:-1]: study for study in library.studies("consensus2022")
}
STUDIES = {
    study.read_at.place.partition("[")[2][:-1]: study for study in library.studies("zhan2025")
}
CELLS = {
    "CRS": "crs_any", "CRS_G3P": "crs_g3p", "NTX": "ntx_any", "NTX_G3P": "ntx_g3p", "ORR": "orr",
    "SCR_CR": "scr_cr", "MEDIAN_EFS": "median_efs", "MEDIAN_PFS": "median_pfs",
}  # fmt: skip


def rows(reading: str, file: str) -> list[dict[str, str]]:
    text = (FOLDER / reading / f"{file}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def printed(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("reading", ["first", "second"])
def test_studies(reading):
    found = rows(reading, "zhan2025_studies")
    assert len(found) == len(STUDIES) == 18
    for row in found:
        study = STUDIES[row["ref"]]
        arm = study.arms[0]
        source = library.source(study.source)
        medians = {o.key: o.value for o in arm.outcomes if isinstance(o.value, Survival)}
        low, high = arm.age_range or (None, None)
        ours = {
            "year_table1": str(study.year),
            "year_reference_list": str(source.year),
            "doi": source.doi,
            "n": str(arm.n),
            "age_median": printed(arm.age_median),
            "age_min": printed(low),
            "age_max": printed(high),
            "male_pct": printed(arm.male_percent),
            "median_pfs_months": medians["MEDIAN_PFS"].printed if "MEDIAN_PFS" in medians else "",
            "median_os_months": medians["MEDIAN_OS"].printed if "MEDIAN_OS" in medians else "",
            "minors_total": str(study.risk_of_bias.total),
        }
        assert ours == {key: row[key] for key in ours}
        assert study.label.zh.startswith(row["first_author"])
        codes = row["codes_efficacy"] + row["codes_safety"] + row["codes_prognosis"]
        assert "".join(study.declared) == codes
        # Settled: PNAS is abbreviated with blanks, as the National Library of Medicine has it.
        assert bare(source.container) == bare(row["journal"])
        if reading == "first":
            assert row["study_id"] == study.id


@pytest.mark.parametrize("reading", ["first", "second"])
def test_published(reading):
    found = rows(reading, "zhan2025_pooled")
    ours = library.published("zhan2025")
    for analysis in ("primary", "sensitivity"):
        theirs = [row for row in found if row["analysis"] == analysis]
        mine = [row for row in ours if row.analysis == analysis]
        assert len(theirs) == len(mine) == {"primary": 25, "sensitivity": 3}[analysis]
        for row, our in zip(theirs, mine, strict=True):
            refs = {study.id: ref for ref, study in STUDIES.items()}
            listed = ";".join(refs[study] for study in our.studies)
            assert our.mark.locator.place == f"§{row['section']}"
            assert printed(our.figure) == row["figure"]
            assert our.I2.text == row["i2_pct"]
            assert our.p_heterogeneity == row["p_heterogeneity_printed"]
            assert (our.model or "not stated") == row["model_printed"]
            assert our.estimate.text == row["estimate_pct"]
            assert our.ci_lb.text == row["ci_low_pct"]
            assert our.ci_ub.text == row["ci_high_pct"]
            assert (our.egger_p.text if our.egger_p else "") == row["egger_p"]
            assert printed(our.k_stated) == row["k_stated"]
            left_out = [refs[study] for study in our.excluded]
            if reading == "first":
                assert our.outcome == row["outcome_key"]
                assert listed == row["refs"]
                assert str(our.k) == row["k_refs"]
                # Settled: the excluded in the order of the text, not of their numbers.
                assert sorted(left_out) == sorted(filter(None, row["refs_excluded"].split(";")))
                people = sum(
                    study.arms[0].n for study in STUDIES.values() if study.id in our.studies
                )
                assert str(people) == row["n_sum_table1"]
            else:
                assert ";".join(left_out) == row["refs_excluded"]
                # Settled: a sensitivity analysis lists no studies in print; ours follow from it.
                assert row["refs"] == ("" if analysis == "sensitivity" else listed)


@pytest.mark.parametrize("reading", ["first", "second"])
def test_trials(reading):
    found = rows(reading, "consensus2022_trials")
    assert len(found) == len(TRIALS) == 12
    for row in found:
        study = TRIALS[row["ref"]]
        arm = study.arms[0]
        assert study.label.en.startswith(row["first_author"])
        assert str(study.year) == row["year"]
        # Settled: the separator of registrations and the blanks round superscripts are no content.
        assert list(study.registrations) == re.split("[、;]", row["registration"])
        assert arm.dose == bare(row["dose_text"])
        assert (str(arm.n), arm.product) == (row["n"], row["product"])
        assert arm.costimulatory_domain == row["costimulatory_domain"]
        cells = {
            o.key: o.value.printed
            for o in arm.outcomes
            if isinstance(o.value, Percentage | Survival | NotReported)
        }
        suffix = {"MEDIAN_EFS": "_months", "MEDIAN_PFS": "_months"}
        for key, name in CELLS.items():
            column = f"{name}_text" if reading == "first" else name + suffix.get(key, "_pct")
            assert cells[key] == row[column], (study.id, key)


@pytest.mark.parametrize("reading", ["first", "second"])
def test_regimens(reading):
    found = rows(reading, "consensus2022_lymphodepletion")
    assert len(found) == len(library.regimens()) == 9
    suffix = "_text" if reading == "first" else ""
    for row, our in zip(found, library.regimens(), strict=True):
        assert (our.product, str(our.year), our.registration) == (
            row["product"], row["year"], row["registration"],
        )  # fmt: skip
        assert TRIALS[row["ref"]].id == our.study
        for drug in our.drugs:
            assert drug.printed == row[drug.drug + suffix]
            if reading == "first":
                assert printed(drug.dose) == row[f"{drug.drug}_dose"]
                assert drug.unit.replace("m2", "m²") == row[f"{drug.drug}_unit"]
                days = row[f"{drug.drug}_days"].split(" to ")
                assert [str(day) for day in drug.days][:: max(len(drug.days) - 1, 1)] == [
                    day for day in days if day
                ]
                assert str(len(drug.days)) == row[f"{drug.drug}_n_days"]


def test_bibliography():
    """The second reading's 120 entries are ours, 110 works; the first made no bibliography."""
    plain = re.compile(r"[^a-z0-9\u4e00-\u9fff]")
    corrected = {"palumbo2011": "doi", "berdeja2021": "title", "munshi2021": "title"}
    seen = set()
    for row in rows("second", "bibliography"):
        our = library.cited(row["paper"], int(row["ref"]))
        seen.add(our.id)
        same = {
            "title": (our.title, row["title"]),
            "journal": (our.container, row["journal"]),
            "year": (str(our.year), row["year"]),
            "volume": (our.volume, row["volume"]),
            "issue": (our.issue, row["issue"]),
            "pages": (our.pages, row["pages"]),
            "doi": (our.doi, row["doi"] or our.doi),
        }
        for name, (ours, theirs) in same.items():
            agree = plain.sub("", ours.lower()) == plain.sub("", theirs.lower())
            assert agree or corrected.get(our.id) == name, (our.id, name, ours, theirs)
        family = row["authors"].split(",")[0].split(" ")[0].rstrip(".")
        assert our.authors.lower().startswith(family.lower())
    assert len(seen) == 110


def test_counts():
    """The first reading's 47 counts; settled differences are named."""
    found = rows("first", "zhan2025_extracted_counts")
    ours = library.reported_counts("zhan2025")
    assert len(found) == len(ours) == 47
    for row, our in zip(found, ours, strict=True):
        outcome = our.outcome
        assert (our.study, outcome.key) == (row["study_id"], row["outcome_key"])
        assert outcome.confidence == row["confidence"]
        assert bool(outcome.pooled_by) == (row["usable_for_paper_pool"] == "yes")
        if row["outcome_key"] == "PFS_1Y":
            # Settled: a Kaplan-Meier estimate stays the percentage it is, not 31 of 61.
            assert outcome.value == Percentage(printed="50.2", n=61)
            continue
        assert outcome.value == Counts(events=int(row["events"]), n=int(row["n"]))
        recalled = row["source_type"].startswith("recalled")
        inferred = "inferred" in row["population"]
        assert isinstance(outcome.mark, Assumed) == (recalled or inferred)
