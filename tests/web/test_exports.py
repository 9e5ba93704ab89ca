"""Tables and figures of any page as files, for everybody who may read, and how to cite it."""

import pytest

PART = {"title": "T", "columns": ["a", "b"], "rows": [["=1+1", "2"]]}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="3"/></svg>'
ASKED = {"page": "/evidence/papers?x=1", "title": "Papers", "parts": [PART]}


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "csv"])
def test_a_table_is_written(client, head, form):
    answer = client.post(f"/api/exports/{form}?lang=en", json=ASKED, headers=head)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="trephine.{form}"'
    if form == "csv":
        assert "'=1+1,2" in answer.text
        assert "From: Papers · http://127.0.0.1:8765/evidence/papers?x=1" in answer.text
        assert "not real" in answer.text, "a demonstration says so"


def test_a_figure_is_written(client, head):
    asked = {**ASKED, "parts": [{"title": "F", "svg": SVG}]}
    for form, begins in {"svg": b"<svg", "png": b"\x89PNG", "tiff": b"II", "pdf": b"%PDF"}.items():
        answer = client.post(f"/api/exports/{form}", json=asked, headers=head)
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(begins)


def test_what_is_no_figure_is_refused_in_four_parts(client, head):
    asked = {**ASKED, "parts": [{"title": "F", "svg": "<b/>"}]}
    answer = client.post("/api/exports/png", json=asked, headers=head)
    assert answer.status_code == 400
    assert answer.json()["what"]["en"] == "This is no figure that can be exported"


def test_an_address_elsewhere_is_no_page(client, head):
    answer = client.post("/api/exports/csv", json={**ASKED, "page": "x"}, headers=head)
    assert answer.status_code == 422


def test_the_auditor_takes_away_what_is_read(signed, account, sign_in):
    token = sign_in(account("auditor"))
    answer = signed.post("/api/exports/csv?lang=en", json=ASKED, headers=token)
    assert answer.status_code == 200, answer.text
    assert "not real" not in answer.text, "no demonstration"


def test_a_page_is_cited_in_both_styles(client):
    found = client.get("/api/exports/citation?page=/rules").json()
    assert found["vancouver"].startswith("Trephine contributors. Trephine:")
    assert "http://127.0.0.1:8765/rules [cited 20" in found["vancouver"]
    assert "[CP]" in found["gbt7714"]
