"""A published meta-analysis brought as tables: audited, refused by its cell, made a letter."""

import zipfile
from io import BytesIO

import pytest

BASE = "/api/evidence/own-audit"
STUDIES = (
    "id\tlabel\tyear\tn\tmale\tORR\n"
    "a\tMade A\t2020\t12\t58.3\t83.3\nb\tMade B\t2021\t30\t60\t91.7\nc\tMade C\t2021\t25\t\t84\n"
)
TABLES = {"tables": [
    {"sheet": "paper", "text": "key,value\nlabel,A made paper\nunit,percent\n"},
    {"sheet": "studies", "text": STUDIES},
]}  # fmt: skip


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def test_pasted_tables_are_audited_with_their_arithmetic(client, head):
    answer = client.post(f"{BASE}/tables", json=TABLES, headers=head)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["paper"], found["label"]["en"]) == ("own", "A made paper")
    grim = [one for one in found["findings"] if "91.7" in one["sentence"]["en"]]
    assert grim, "no count of 30 is 91.7 %"
    assert grim[0]["arithmetic"]
    assert not any("83.3" in one["sentence"]["en"] for one in found["findings"]), "10 of 12"


def test_the_letter_is_a_word_file_with_the_finding(client, head):
    answer = client.post(f"{BASE}/tables/letter.docx", json=TABLES, headers=head,
                         params={"lang": "en"})  # fmt: skip
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        assert "91.7" in packed.read("word/document.xml").decode()


def test_the_template_can_be_audited_as_it_is(client, head):
    raw = client.get(f"{BASE}/template.xlsx").content
    own = {**head, "Content-Type": "application/octet-stream"}
    answer = client.post(f"{BASE}/workbook", content=raw, headers=own)
    assert answer.status_code == 200, answer.text
    assert answer.json()["checks"]
    letter = client.post(f"{BASE}/workbook/letter.pdf", content=raw, headers=own)
    assert letter.content.startswith(b"%PDF")


def test_a_refusal_names_the_cell_and_no_folder(client, head):
    wrong = STUDIES.replace("\t30\t", "\tthirty\t")
    tables = {"tables": [{"sheet": "studies", "text": wrong}]}
    answer = client.post(f"{BASE}/tables", json=tables, headers=head)
    assert answer.status_code == 400
    told = answer.json()
    assert "thirty" in told["found"]
    assert "/" not in told["where"]
    nothing = client.post(f"{BASE}/tables", json={"tables": []}, headers=head)
    assert nothing.status_code == 400
    own = {**head, "Content-Type": "application/octet-stream"}
    text = client.post(f"{BASE}/workbook", content=b"id,n\n1,2\n", headers=own)
    assert text.status_code == 400


def test_a_workbook_that_unpacks_to_too_much_is_refused(client, head):
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    own = {**head, "Content-Type": "application/octet-stream"}
    answer = client.post(f"{BASE}/workbook", content=raw.getvalue(), headers=own)
    assert answer.status_code == 400
    assert "unpacks" in answer.json()["what"]["en"]
