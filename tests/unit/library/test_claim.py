"""The register of checked claims: complete entries, refusals with file and line."""

import shutil
from datetime import date

import pytest

from trephine import library
from trephine.core.claim import Claim
from trephine.core.error import ContentError, InputError
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library import claim as claim_file

PAPERS = ("zhan2025", "consensus2022", "li2023")
CLAIMS = [(paper, claim) for paper in PAPERS for claim in library.claims(paper)]
WORDS = Text(zh="字", en="word")


def made(**fields):
    return Claim(
        id="x",
        at=Locator(source="p", place="§1"),
        says=WORDS,
        found=WORDS,
        verdict="holds",
        basis="title",
        on=date(2026, 11, 22),
        **fields,
    )


def test_citing_numbers_are_written_out():
    assert made(cites="[9, 13-15]").numbers == (9, 13, 14, 15)
    assert made(cites="[7]").numbers == (7,)
    assert made().numbers == ()


@pytest.mark.parametrize("cites", ["9", "[9", "[a]", "[9-]", "[9;10]"])
def test_citing_numbers_that_cannot_be_read_are_refused(cites):
    with pytest.raises(ValueError, match="citing numbers"):
        made(cites=cites)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_has_claims_of_every_kind_of_verdict(paper):
    found = library.claims(paper)
    assert len(found) >= 30
    assert {claim.verdict for claim in found} >= {"holds", "differs", "doubtful", "out-of-reach"}
    assert library.claims(paper) is found


@pytest.mark.parametrize(("paper", "claim"), CLAIMS, ids=lambda part: getattr(part, "id", part))
def test_an_entry_can_be_followed(paper, claim):
    """Its numbers are in the list; a basis in the paper itself or beside it says where."""
    for number in claim.numbers:
        library.cited(paper, number)
    if claim.verdict in {"differs", "doubtful"}:
        assert claim.against, "a difference needs its other place"
    if claim.basis == "own-text" and claim.verdict in {"differs", "doubtful"}:
        assert paper in {place.source for place in claim.against}
    if claim.basis == "title":
        assert claim.numbers
    if claim.basis in {"abstract", "full-text"} and claim.verdict == "differs":
        assert {place.source for place in claim.against} - {paper}
    if claim.verdict == "holds" and claim.basis == "abstract" and claim.numbers:
        cited = {library.cited(paper, number).id for number in claim.numbers}
        assert {place.source for place in claim.against} <= cited | {paper}
    assert all(printed for printed, _ in claim.figures)


def test_the_known_errata_of_citations_are_claims():
    known = {claim.erratum for _, claim in CLAIMS}
    assert {
        "zhan-cites-37", "zhan-cites-38", "zhan-cites-11-12", "zhan-uncited-meta",
        "zhan-siltuximab", "zhan-survival-over-65", "zhan-abstract-icans",
        "zhan-abstract-of-them", "zhan-english-title", "consensus-munshi2021-pfs",
        "consensus-best-pfs", "consensus-infections", "consensus-b-cell-days",
        "li-persistence", "li-karmma-endpoint", "li-bb21217",
    } <= known  # fmt: skip


def test_all_errata_of_li2023_come_from_a_claim():
    assert {entry.id for entry in library.errata("li2023")} <= {c.erratum for _, c in CLAIMS}


def test_an_unknown_paper_is_refused():
    with pytest.raises(InputError, match="no claims"):
        library.claims("nobody2024")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('at = { source = "li2023", place = "§4"', 'at = { source = "zhan2025", place = "§4"',
         "another paper"),
        ('erratum = "li-persistence"', 'erratum = "li-nothing"', "does not exist"),
        ('{ source = "hamieh2019"', '{ source = "hamieh2020"', "does not exist"),
        ('cites = "[1]"', 'cites = "1"', "does not fit"),
        ('verdict = "not-found"', 'verdict = "wrong"', "does not fit"),
        ('id = "li-4-bcma"', 'id = "li-1-classes"', "twice"),
        ('severity = "major"', 'gravity = "major"', "not defined"),
    ],
)  # fmt: skip
def test_a_refusal_names_file_and_line(tmp_path, monkeypatch, old, new, what):
    folder = tmp_path / "claims"
    shutil.copytree(claim_file.ROOT / "claims", folder)
    path = folder / "li2023.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(claim_file, "ROOT", tmp_path)
    with pytest.raises(ContentError) as caught:
        claim_file.claims.__wrapped__("li2023")
    assert what in caught.value.what.en
    assert "li2023.toml:" in caught.value.where
    assert int(caught.value.where.rpartition(":")[2]) > 1
