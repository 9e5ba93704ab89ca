"""kept: the two pages of answers as the file that the workspace shows them from.

``python -m validation.trial_answers.kept`` writes it from the pages; ``run`` does so at its end.
"""

import json
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs" / "explanation"
FILE = Path(__file__).parents[2] / "src" / "trephine" / "library" / "trials" / "answers.json"
_PATIENTS = re.compile(r"(\d+) (?:patients an arm|例)")
_RUN = re.compile(r"`trephine trial run ([a-z0-9.-]+)`")
_HEADING = re.compile(r"[:：]\Z")


def kept(zh: str, en: str) -> dict[str, Any]:
    """Return the answers of both pages, which say the same line by line.

    Raises ValueError where they do not.
    """
    first, *sections = zip(_sections(zh), _sections(en), strict=True)
    patients = {int(found[1]) for page in first if (found := _PATIENTS.search(page))}
    if len(patients) != 1:
        raise ValueError(patients)
    return {"patients": patients.pop(), "trials": dict(_answer(*both) for both in sections)}


def _sections(page: str) -> list[str]:
    return re.split(r"^## ", page, flags=re.MULTILINE)


def _answer(zh: str, en: str) -> tuple[str, list[dict[str, Any]]]:
    names = {found[1] for page in (zh, en) if (found := _RUN.search(page))}
    if len(names) != 1:
        raise ValueError(names)
    pairs: list[dict[str, Any]] = []
    for one in zip(_lines(zh), _lines(en), strict=True):
        said = {"zh": one[0].removeprefix("- "), "en": one[1].removeprefix("- ")}
        listed = {line.startswith("- ") for line in one}
        if len(listed) != 1:
            raise ValueError(one)
        if listed.pop():
            pairs[-1]["lines"].append(said)
        elif all(_HEADING.search(line) for line in one):
            pairs.append({"heading": said, "lines": []})
    return names.pop(), pairs


def _lines(section: str) -> list[str]:
    return [line for line in section.splitlines()[1:] if line.strip()]


def write() -> None:
    """Write the file from the pages as they lie in the docs."""
    pages = [(DOCS / f"trial-answers{tail}.md").read_text(encoding="utf-8") for tail in (".zh", "")]
    text = json.dumps(kept(*pages), ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
