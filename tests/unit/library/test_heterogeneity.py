import math
from pathlib import Path

import pytest

from trephine.core.error import ContentError
from trephine.core.mark import Assumed
from trephine.library import heterogeneity
from trephine.library.content import ROOT
from trephine.library.heterogeneity_table import _read


def test_every_distribution_has_its_place_and_says_how_it_came_here() -> None:
    drug = heterogeneity("OR", "adverse events", "pharmacological vs placebo")
    assert (drug.location, drug.scale, drug.df) == (-1.87, 1.52, math.inf)
    assert str(drug.at) == "turner-jackson-2015 table IV"
    assert isinstance(drug.mark, Assumed)
    assert (heterogeneity("SMD").location, heterogeneity("SMD").df) == (-3.44, 5.0)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('measure = "OR"', 'measure = "OR"\nmeasured = 1', "measured = 1"),
        ("[-1.83, 1.52]", "[-1.83, -1.52]", '"pain"'),
        ("[-1.83, 1.52]", "[-1.83, 1.52], [0.1, 1.0]", '"pain"'),
        ('method = "turner-jackson-2015"', 'method = "turner-2015"', "method ="),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, old, new, line) -> None:
    text = (ROOT / "heterogeneity" / "turner2015.toml").read_text(encoding="utf-8")
    changed = text.replace(old, new)
    assert changed != text
    path = tmp_path / "turner2015.toml"
    path.write_text(changed, encoding="utf-8")
    at = next(i for i, one in enumerate(changed.split("\n"), start=1) if one.startswith(line))
    with pytest.raises(ContentError) as error:
        _read(path)
    assert error.value.where.endswith(f":{at}")
