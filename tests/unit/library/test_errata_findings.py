"""The register of errata and the audit stay in step: each knows what the other found."""

import re
from collections import Counter
from pathlib import Path

import pytest

from trephine import library
from trephine.cli.audit import audited
from trephine.library.content import ROOT
from trephine.library.erratum import REGISTERS

PAPERS = ("zhan2025", "consensus2022", "li2023")
NAMED = [finding for entry in library.errata() for finding in entry.findings]
REPOSITORY = Path(__file__).parents[3]

# Proved or computed findings without an erratum, each with the reason. None at present.
WITHOUT_ERRATUM: dict[str, str] = {}


@pytest.fixture(scope="module")
def found():
    return {one.id: one for paper in PAPERS for one in audited(paper).findings}


def test_every_proved_or_computed_finding_stands_in_exactly_one_erratum(found):
    sure = {key for key, one in found.items() if one.kind != "suspicion"}
    assert len(sure) > 60
    assert sure - set(NAMED) == set(WITHOUT_ERRATUM)
    assert [key for key, times in Counter(NAMED).items() if times > 1] == []


def test_every_finding_that_an_erratum_names_exists(found):
    assert set(NAMED) - set(found) == set()


def test_a_claim_and_its_finding_lead_to_the_same_erratum(found):
    entries = {finding: entry.id for entry in library.errata() for finding in entry.findings}
    for paper in PAPERS:
        for claim in library.claims(paper):
            finding = f"{paper}/claim-register/{claim.id}"
            if finding in found:
                assert entries.get(finding, "") == claim.erratum


def test_an_erratum_of_an_interval_has_the_figures_of_its_finding(found):
    checked = 0
    for entry in library.errata("zhan2025"):
        for key in entry.findings:
            if "/count-free-interval/" not in key:
                continue
            needed = re.search(r"would need I² (\d+\.\d) to (\d+\.\d)%", found[key].sentence.en)
            if needed is None:
                assert "only the fixed-effect model" in found[key].sentence.en
                assert "only" in entry.reason.en
                continue
            checked += 1
            if found[key].concerns != ("sd-le1y",):  # there the entry gives whole percents
                for figure in needed.groups():
                    assert figure in entry.reason.en
                    assert figure in entry.reason.zh
    assert checked == 5


def test_the_files_of_the_register_are_those_in_the_folder():
    assert {path.stem for path in (ROOT / "errata").glob("*.toml")} == set(REGISTERS)
    evidence, care = library.errata(topic="evidence"), library.errata(topic="care")
    assert len(evidence) + len(care) == len(library.errata())
    assert {entry.at.source for entry in care} == {"consensus2022"}
    assert library.errata("consensus2022", topic="care") == care


def test_the_pages_give_the_number_of_errata():
    total, care = len(library.errata()), len(library.errata(topic="care"))
    page = REPOSITORY / "docs" / "explanation"
    english = (page / "readings.md").read_text(encoding="utf-8")
    chinese = (page / "readings.zh.md").read_text(encoding="utf-8")
    assert f"lists {total} places, {care} of them in the clinical rules" in english
    assert f"列出 {total} 处，其中 {care} 处在临床规则中" in chinese
    assert f"{total} errata" in (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert f"勘误 {total} 条" in (REPOSITORY / "README.zh.md").read_text(encoding="utf-8")
