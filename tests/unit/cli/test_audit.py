"""``trephine audit``: the papers, a user's tables, the template, the report."""

import json
import re
from pathlib import Path

import pytest

from trephine.cli import main
from trephine.evidence.audit.audit import CHECKS, Audit, audit
from trephine.evidence.audit.read_publication import read_publication
from trephine.library import claims, publication
from trephine.reports.audit_report import audit_report
from trephine.reports.docx import docx
from trephine.reports.html import html
from trephine.reports.pdf import pdf

TABLES = Path(__file__).parents[3] / "validation" / "audit" / "papers"
PAPERS = ("zhan2025", "consensus2022", "li2023")


@pytest.fixture(scope="module")
def found() -> dict[str, Audit]:
    papers = {key: publication(key) for key in PAPERS}
    return {
        key: audit(
            papers[key],
            others=[one for name, one in papers.items() if name != key],
            claims=claims(key),
        )
        for key in PAPERS
    }


@pytest.mark.parametrize("paper", PAPERS)
def test_json_holds_every_finding_in_both_languages(paper, capsys):
    assert main(["audit", paper, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["publication"] == paper
    ids = [one["id"] for one in told["findings"]]
    assert len(ids) == len(set(ids)), "an id twice"
    for one in told["findings"]:
        assert one["id"].startswith(f"{paper}/{one['check']}/")
        assert one["sentence"]["zh"]
        assert one["sentence"]["en"]
        assert one["arithmetic"]
        assert one["kind"] in {"proved", "computed", "suspicion"}
        assert one["kind"] != "computed" or one["assumes"], one["id"]
    named = {one["finding"] for one in told["checked"] if one["verdict"] == "finding"}
    assert named == set(ids), "what was looked at and what was found agree"


def test_findings_come_surest_first(found):
    order = {"proved": 0, "computed": 1, "suspicion": 2}
    kinds = [order[one.kind] for one in found["zhan2025"].findings]
    assert kinds == sorted(kinds)


def test_every_check_is_run_on_some_paper(found):
    others = [audit(read_publication(path)) for path in TABLES.iterdir() if path.is_dir()]
    looked = {
        result.check.replace("-", "_")
        for one in (*found.values(), *others)
        for result in one.results
        if result.checked
    }
    assert looked == set(CHECKS)


@pytest.mark.parametrize(
    ("paper", "finding", "kind"),
    [
        ("zhan2025", "stated-totals/patients/684", "proved"),
        ("zhan2025", "heterogeneity-triple/vgpr", "computed"),
        ("zhan2025", "count-free-interval/pfs-1y", "computed"),
        ("zhan2025", "repeated-references/xu2019", "proved"),
        ("zhan2025", "grim/wang2022b", "proved"),
        ("consensus2022", "row-sums/fu2021", "computed"),
        ("consensus2022", "grim/fu2019", "proved"),
    ],
)
def test_known_defects_are_found(found, paper, finding, kind):
    kinds = {one.id: one.kind for one in found[paper].findings}
    assert kinds[f"{paper}/{finding}"] == kind


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_the_report_shows_every_finding_and_what_could_not_be_judged(found, paper, language):
    text = html(audit_report(found[paper]), language)
    for one in found[paper].findings:
        assert one.id in text
    assert {"zh": "无法判断", "en": "cannot tell"}[language] in text.lower()
    if language == "en":
        body = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
        assert "印作" not in body


def test_the_report_as_a_word_file(found):
    assert len(docx(audit_report(found["consensus2022"]), "zh")) > 10_000


@pytest.mark.parametrize("paper", PAPERS)
def test_the_report_as_pdf_has_every_sign(found, paper):
    assert pdf(audit_report(found[paper]), "zh").startswith(b"%PDF")


def test_a_user_goes_from_template_to_report(tmp_path, capsys):
    home, report = tmp_path / "mine", tmp_path / "mine.html"
    assert main(["audit", "new", str(home)]) == 0
    assert "studies.csv" in capsys.readouterr().out
    assert main(["audit", str(home), "--lang", "en", "--report", str(report)]) == 0
    out = capsys.readouterr().out
    assert "0 proved, 0 computed, 0 suspicions" in out
    assert report.exists()
    cells = (home / "studies.csv").read_text(encoding="utf-8-sig")
    (home / "studies.csv").write_text(cells.replace(",12,58.3,", ",13,58.3,"), encoding="utf-8")
    assert main(["audit", str(home), "--lang", "zh", "--all"]) == 0
    out = capsys.readouterr().out
    assert "已证明" in out
    assert "stated-totals" in out
    assert "grim" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_audited_is_refused_in_one_message(tmp_path, capsys, language):
    assert main(["audit", str(tmp_path / "nowhere"), "--lang", language]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 4
    assert main(["audit", "new", "--lang", language]) == 2
    capsys.readouterr()
    assert main(["audit", "zhan2025", "--report", str(tmp_path / "x.txt")]) == 2
    assert capsys.readouterr().out == "", "nothing is printed before a refusal"
