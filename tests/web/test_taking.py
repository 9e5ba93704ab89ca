"""What is taken out of an analysis: references in two styles, its table with provenance."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from trephine.interop.references.write_table import defused

BASE = "/api/evidence/papers/consensus2022/ORR"


def test_references_in_two_styles(client):
    lists = {
        style: client.get(f"{BASE}/citations", params={"style": style}).json()
        for style in ("vancouver", "gbt7714")
    }
    assert [one["key"] for one in lists["vancouver"]] == [one["key"] for one in lists["gbt7714"]]
    keys = [one["key"] for one in lists["vancouver"]]
    assert {"consensus2022", "trephine"} <= set(keys)
    assert any("[J]" in one["text"] for one in lists["gbt7714"])
    assert not any("[J]" in one["text"] for one in lists["vancouver"])
    assert client.get(f"{BASE}/citations", params={"style": "x"}).status_code == 422
    text = client.get(f"{BASE}/citations.txt", params={"style": "gbt7714"}).text.splitlines()
    assert [one.partition("] ")[2] for one in text] == [one["text"] for one in lists["gbt7714"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_says_where_it_is_from(client, language):
    answer = client.get(f"{BASE}/studies.csv", params={"lang": language})
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    pooled = client.get(BASE).json()
    assert len([one for one in rows if one]) >= len(pooled["studies"]) + 4
    assert any("consensus2022" in cell for row in rows for cell in row)
    assert (
        rows[-1][0] == {"zh": "由 Trephine 生成，版本", "en": "Made by Trephine, version"}[language]
    )
    known = [one for one in pooled["studies"] if one["counted"]["events"] is None]
    unknown = [row for row in rows[1:] if len(row) > 3 and row[2] == "" and row[1]]
    assert len(unknown) == len(known), "what is unknown is empty, not 0"
    book = load_workbook(BytesIO(client.get(f"{BASE}/studies.xlsx").content)).worksheets[0]
    assert book.max_row == len(rows)
    assert defused("=1+1") != "=1+1"
