"""The columns of the table of patients: what is counted exists, and defects are refused."""

import re

import pytest

from trephine.core.error import ContentError
from trephine.library import handbook, observables
from trephine.library import patient_columns as home
from trephine.library.acts import acts
from trephine.library.endpoints import endpoints
from trephine.library.patient_columns import patient_columns

COLUMNS = {one.name: one for one in patient_columns()}
TABLES = {table.decides: table for table in handbook().pathway.tables}


@pytest.mark.parametrize("name", [one.name for one in COLUMNS.values() if one.tally])
def test_what_is_counted_exists(name):
    one = COLUMNS[name]
    if one.tally in {"times", "days given"}:
        assert one.of in {kind.id for kind in acts().kinds}
    elif one.tally == "held":
        assert one.of in {state.id for state in acts().support.states}
    elif one.tally == "below":
        assert observables()[one.of].kind == "quantity"
    else:
        assert TABLES[one.of].hit == "max"


def test_days_of_a_column_are_those_of_its_endpoint():
    asked = {one.columns[0]: (one.first, one.last) for one in endpoints() if len(one.columns) == 1}
    told = {one.name: (one.first, one.last) for one in COLUMNS.values() if one.first is not None}
    assert told == {name: asked[name] for name in told}
    assert set(told.values()) == {(27.0, 33.0)}
    assert len(told) == 3


TEXT = home.FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "icu"', 'name = "crs_max"', "used twice"),
        ('of = "icu"\n', "", "tally and of"),
        ('tally = "held"\n', "", "tally and of"),
        ("limit = 4\n", "", "below needs a limit"),
        ('of = "icu"\n', 'of = "icu"\nlimit = 4\n', "below needs a limit"),
        ('of = "icu"\n', 'of = "icu"\nleast = 3\n', "least is of days"),
        ("last = 33\n", "", "latest needs"),
        ("first = 27\nlast = 33\n", "", "latest needs"),
        ('of = "icu"\n', 'of = "icu"\nlast = 9\n', "latest needs"),
        ("first = 27\n", "first = 33\n", "days must rise"),
        ("first = 27\n", "first = -1\n", "days must rise"),
        (re.search(r"^why = .* assumed.*$", TEXT, re.MULTILINE).group(), "", "reason of their own"),
        ('kind = "words"', 'kind = "letters"', "does not fit"),
    ],
)
def test_a_defect_is_refused_with_its_line(old, new, says, tmp_path):
    assert old in TEXT
    path = tmp_path / "columns.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=says) as refused:
        home._read(path)
    assert re.search(r"columns\.toml:\d+", str(refused.value))
