"""What the library marks as read from a paper stands in the paper's text.

Set TREPHINE_SOURCES to the folder that holds the texts; they are not part of the project.
"""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from trephine import library
from trephine.core.study import NotReported, Percentage, Survival

FOLDER = os.environ.get("TREPHINE_SOURCES", "")
PAPERS = ("zhan2025", "consensus2022", "li2023")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="TREPHINE_SOURCES is not set: the papers' texts are not at hand"
)


def squeezed(text: str) -> str:
    """Return the text without what differs between a print and its conversion."""
    text = text.replace("–", "-").replace("，", ",").replace("：", ":").replace("；", ";")
    return re.sub(r"[\s*$\\^{}]|</?sup>", "", text)


@cache
def text_of(source: str) -> str:
    doi = library.source(source).doi
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(FOLDER).glob("*.txt"))]
    found = [text for text in texts if doi.lower() in text[: len(text) // 2].lower()]
    assert len(found) == 1, f"{source}: {len(found)} texts with {doi}"
    return found[0]


def lines_of(source: str, ref: str) -> list[list[str]]:
    """Return the table rows that carry a reference number, as cells."""
    marked = [line for line in text_of(source).splitlines() if "\t" in line]
    return [line.split("\t") for line in marked if ref in squeezed(line.split("\t")[0])]


def section(number: str) -> str:
    """Return one numbered section of zhan2025, without its blanks."""
    text = text_of("zhan2025")
    start = re.search(rf"(?m)^[*#\s]*{re.escape(number)}[ :]", text)
    assert start, number
    after = re.compile(r"(?m)^[*#\s]*(?:\d\.\d(?:\.\d)? |\d\.\d\.\d |3 讨论)")
    stop = after.search(text, start.end())
    return squeezed(text[start.start() : stop.start() if stop else None])


@pytest.mark.parametrize("study", library.studies("zhan2025"), ids=lambda study: study.id)
def test_row_of_the_study_table(study):
    ref = study.read_at.place.removeprefix("table 1 ")
    rows = [cells for cells in lines_of("zhan2025", ref) if len(cells) == 11]
    assert len(rows) == 1
    _, year, age, male, n, pfs, os_, efficacy, safety, prognosis, minors = rows[0]
    arm = study.arms[0]
    assert (study.year, arm.n) == (int(year), int(n))
    assert study.risk_of_bias.total == int(minors)
    dash = {"—"}
    ages = [] if age in dash else [float(number) for number in re.findall(r"[\d.]+", age)]
    assert ages == [a for a in (arm.age_median, *(arm.age_range or ())) if a is not None]
    assert (None if male in dash else float(male)) == arm.male_percent
    assert "".join(study.declared) == "".join((efficacy + safety + prognosis).split("—"))
    medians = {o.key: o.value for o in arm.outcomes if isinstance(o.value, Survival | NotReported)}
    assert medians["MEDIAN_PFS"].printed == pfs.removesuffix(" 个月")
    assert medians["MEDIAN_OS"].printed == os_.removesuffix(" 个月")


@pytest.mark.parametrize("row", library.published("zhan2025"), ids=lambda row: row.id)
def test_published_row(row):
    text = section(row.mark.locator.place.removeprefix("§"))
    heterogeneity = f"I2={row.I2.text}" + ("%" if row.I2.value else "")
    if row.p_heterogeneity:
        sign = "" if row.p_heterogeneity[0] in "<>" else "="
        heterogeneity += f",P{sign}{row.p_heterogeneity}"
    assert heterogeneity in text.replace("%%", "%")
    low, high = row.ci_lb.text, row.ci_ub.text
    unit = "%" if row.estimate.value else ""
    end = f"{row.estimate.text}{unit}(95%CI={low}{'%' if row.ci_lb.value else ''}~{high}%)"
    # The stringent response is cut in two by a figure and the study table.
    if row.id == "scr":
        assert "67%" in text
        assert "(95%CI=58%~75%)" in squeezed(text_of("zhan2025"))
    else:
        assert end in text
    if row.model:
        assert {"fixed": "固定效应模型", "random": "随机效应模型"}[row.model] in text
    if row.k_stated is not None:
        assert re.search(rf"(?:共|:|。){row.k_stated}[项篇]研究", text)
        refs = sorted(int(n[1:-1]) for s in row.studies for n in numbers(s))
        assert any(expand(marks) == refs for marks in re.findall(r"研究\[([\d,-]+)\]", text))
    for left_out in row.excluded:
        assert numbers(left_out)[-1] in text
    if row.egger_p:
        assert row.egger_p.text in section("2.6")
    if row.figure:
        assert f"见图{row.figure}" in text


def numbers(study: str) -> list[str]:
    """Return the citation number under which the review lists a study among the included."""
    cited = [p.place for p in library.source(study).cited if p.source == "zhan2025"]
    return [place for place in cited if place != "[6]"]


def expand(marks: str) -> list[int]:
    found = []
    for part in marks.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return sorted(found)


@pytest.mark.parametrize("study", library.studies("consensus2022"), ids=lambda study: study.id)
def test_row_of_the_trial_table(study):
    ref = study.read_at.place.removeprefix("table 1 ")
    rows = lines_of("consensus2022", ref)
    (identity,) = [cells for cells in rows if len(cells) == 6]
    (results,) = [cells for cells in rows if len(cells) == 10]
    arm = study.arms[0]
    assert identity[1:] == [
        str(study.year), "、".join(study.registrations), str(arm.n), arm.product,
        arm.costimulatory_domain,
    ]  # fmt: skip
    assert squeezed(results[1]) == arm.dose
    printed = [
        o.value.printed
        for o in arm.outcomes
        if isinstance(o.value, Percentage | Survival | NotReported)
    ]
    assert results[2:] == printed


@pytest.mark.parametrize("regimen", library.regimens(), ids=lambda row: row.id)
def test_row_of_the_lymphodepletion_table(regimen):
    ref = regimen.mark.locator.place.removeprefix("table 2 ")
    (cells,) = [row for row in lines_of("consensus2022", ref) if len(row) == 5]
    assert squeezed(cells[0]) == squeezed(regimen.product + ref)
    assert cells[1:3] == [str(regimen.year), regimen.registration]
    for cell, drug in zip(cells[3:], regimen.drugs, strict=True):
        assert squeezed(cell) == squeezed(drug.printed).replace("²", "2") or squeezed(
            cell
        ) == squeezed(drug.printed)
        if not drug.given:
            assert cell == "无"
            continue
        dose, unit, first, last = re.fullmatch(
            r"([\d.]+) (mg/\S+?) ?, (-\d)(?:~(-\d))? d", re.sub(r"m² |m ?²|m2", "m²", cell)
        ).groups()
        assert (drug.dose, drug.unit.replace("m2", "m²")) == (float(dose), unit)
        assert drug.days == tuple(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("paper", ["zhan2025", "consensus2022", "li2023"])
def test_reference_list(paper):
    text = text_of(paper)
    listed = squeezed(text[text.rindex("参考文献") :]).lower()
    cited = {
        int(place.place[1:-1]): source
        for source in library.sources()
        for place in source.cited
        if place.source == paper and place.place.startswith("[")
    }
    assert sorted(cited) == list(
        range(1, {"zhan2025": 49, "consensus2022": 39, "li2023": 32}[paper] + 1)
    )
    plain = re.compile(r"[^a-z0-9\u4e00-\u9fff]")
    entries = re.split(r"\[(\d+)\](?=[a-z\u4e00-\u9fff])", listed)
    found = {
        int(n): plain.sub("", entry) for n, entry in zip(entries[1::2], entries[2::2], strict=True)
    }
    misprints = {
        ("consensus2022", 11): ("autoleucel", "autoleucl"),
        ("consensus2022", 12): ("vicleucel", "vicleucl"),
        ("zhan2025", 2): ("nejmra1011442", "nejmr1011442"),
    }
    for number, source in cited.items():
        entry = found[number]
        right, wrong = misprints.get((paper, number), ("", ""))
        title, doi = (
            plain.sub("", part.lower()).replace(right, wrong) for part in (source.title, source.doi)
        )
        if (paper, number) == ("consensus2022", 13):  # broken across a page, with a syllable twice
            title = title.replace("efficacyof", "efficacycyof")
        assert title in entry, (paper, number)
        assert str(source.year) in entry
        for part in (source.volume, source.pages, doi if paper != "li2023" else ""):
            assert plain.sub("", part.lower()) in entry, (paper, number, part)
        first = plain.sub("", source.authors.split(",")[0].lower())
        assert entry.startswith(first), (paper, number)


CLAIMS = [claim for paper in PAPERS for claim in library.claims(paper)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim(claim):
    """What a claim repeats stands in the paper, beside its citing numbers where it has any."""
    text = text_of(claim.at.source)
    whole, mark = squeezed(text), squeezed(claim.cites)
    around = [whole]
    if claim.at.place.startswith("table 1 "):
        around = ["|".join(squeezed(text.splitlines()[row]) for row in rows_with(text, mark))]
    elif mark and mark in whole:
        spots = [hit.start() for hit in re.finditer(re.escape(mark), whole)]
        around = [whole[max(0, spot - 300) : spot + 150] for spot in spots]
    printed = [squeezed(figure) for figure, _ in claim.figures]
    assert any(all(figure in part for figure in printed) for part in around), claim.id
    if claim.basis == "own-text":
        for _, there in claim.figures:
            assert squeezed(there) in whole, claim.id
    for name in claim.names:
        assert squeezed(name) in whole, claim.id
    for word in (*claim.title_has, *claim.title_lacks):
        assert word.strip()


def rows_with(text: str, mark: str) -> list[int]:
    """Return the lines of tables that carry a reference number."""
    return [
        number
        for number, line in enumerate(text.splitlines())
        if "\t" in line and mark in squeezed(line.split("\t")[0])
    ]
