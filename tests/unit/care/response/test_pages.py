"""The pages on response say every option, its default and its reason as the content has them."""

from pathlib import Path

import pytest

from trephine.library.response_criteria import response_criteria

DOCS = Path(__file__).parents[4] / "docs" / "explanation"


@pytest.mark.parametrize(("page", "language"), [("response.md", "en"), ("response.zh.md", "zh")])
def test_every_convention_is_on_the_page(page, language):
    rows = [
        line.split("|")
        for line in (DOCS / page).read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    by_name = {row[1].split("`")[1]: row for row in rows}
    conventions = response_criteria().conventions
    assert list(by_name) == [convention.id for convention in conventions]
    for convention in conventions:
        _, name, default, others, reason, _ = by_name[convention.id]
        assert convention.label[language] in name
        assert convention.reason[language] == reason.strip()
        shown = str(convention.days) if convention.days is not None else f"`{convention.default}`"
        assert default.strip().startswith(shown)
        for choice in convention.choices:
            assert f"`{choice.id}`" in default + others
            assert choice.label[language] in default + others
