"""English counts and the two sides of a Text."""

import pytest

from trephine.core.text import Text, counted, plural


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "0 studies"), (1, "1 study"), (2, "2 studies"), (21, "21 studies")]
)
def test_counts(n, expected) -> None:
    assert counted(n, "study", "studies") == expected


def test_regular_plurals() -> None:
    assert counted(1, "row") == "1 row"
    assert counted(3, "row") == "3 rows"
    assert [plural(n) for n in (0, 1, 2)] == ["s", "", "s"]


def test_no_half_of_a_text() -> None:
    with pytest.raises(ValueError, match="both languages"):
        Text(zh=" ", en="x")
