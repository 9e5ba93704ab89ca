"""Every page of the application has its JSON, or is said to have none."""

import re
from pathlib import Path

import pytest

from trephine.web.page_api import ELSEWHERE, api_of

UI = Path(__file__).parents[2] / "ui" / "src"
_PATH = re.compile(r'path: (?:["`]([^"`]+)["`]|BASE)')


def pages():
    for file in sorted(UI.glob("*/places.ts")):
        text = file.read_text(encoding="utf-8").replace("${BASE}", "/evidence/reviews")
        for found in _PATH.finditer(text):
            yield (found[1] or "/evidence/reviews").strip("/") or "index"


def fits(address, pattern):
    ours, theirs = address.split("/"), pattern.split("/")
    return len(ours) == len(theirs) and all(
        a == b or (b[:1] == "{" and (a[:1] == ":" or (a, b) == ("zhan2025", "{paper}")))
        for a, b in zip(ours, theirs, strict=True)
    )


def test_the_json_of_every_page_is_a_route_of_the_api(client):
    routes = [path for path, how in client.app.openapi()["paths"].items() if "get" in how]
    found = {page: api_of(page) for page in pages()}
    assert len(found) > 40
    lost = [p for p, at in found.items() if at and not any(fits(at, one) for one in routes)]
    assert lost == []
    named = {re.sub(r":\w+", ":", page) for page in [*found, "index"]}
    assert set(ELSEWHERE) <= named, "a page that is no more"


@pytest.mark.parametrize(
    ("page", "status"),
    [("/care.json", 200), ("/rules.json", 200), ("/care/new.json", 404), ("/evidence.json", 200),
     ("/mechanism.json", 200), ("/evidence/audits.json", 200), ("/account.json", 200),
     ("/evidence/reviews/zhan2025/screening.json?stage=title", 200),
     ("/evidence/reviews/zhan2025/import.json", 200)],
)  # fmt: skip
def test_a_page_s_json_is_answered(client, page, status):
    assert client.get(page, follow_redirects=True).status_code == status
