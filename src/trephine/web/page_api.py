"""api_of: the address in the API of what a page shows; ``<page>.json`` leads there."""

from collections.abc import Mapping
from types import MappingProxyType

# Pages whose data are not at /api<page>; None: a form, which has none. A test
# holds every page of the application against this and the API's routes.
ELSEWHERE: Mapping[str, str | None] = MappingProxyType(
    {
        "index": "landing",
        "account": "me",
        "care": "care/ward",
        "care/new": None,
        "care/patients/:/conditioning/sheet": "care/patients/:/conditioning",
        "care/patients/:/table": None,
        "evidence": "evidence/papers",
        "evidence/audits": "evidence/audits/zhan2025",
        "evidence/audits/own": None,
        "evidence/reviews/:/import": "evidence/reviews/:/imports",
        "evidence/reviews/:/screening": "evidence/reviews/:/queue",
        "evidence/reviews/:/update": "evidence/reviews/:/updates",
        "mechanism": "landing",
        "mechanism/trials/own": None,
        "rules": "rules/guidelines",
    }
)


def api_of(page: str) -> str | None:
    """Return the API's address of a page's data, from its path without strokes at its ends.

    None where the page has none. It does not tell whether such a page exists.
    """
    parts = page.split("/")
    for pattern, found in ELSEWHERE.items():
        wanted = pattern.split("/")
        if len(wanted) != len(parts):
            continue
        if all(w in {":", part} for w, part in zip(wanted, parts, strict=True)):
            named = iter([part for w, part in zip(wanted, parts, strict=True) if w == ":"])
            if found is None:
                return None
            return "/api/" + "/".join(next(named) if w == ":" else w for w in found.split("/"))
    return f"/api/{page}"
