"""A name that is looked up: found by its id, or refused with the names near it."""

import re

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.option import entry_of
from trephine.core.text import Text

ENTRIES = [TrajectoryMeasure(id=name, kind="peak", of="C") for name in ("cart_peak", "crp_peak")]
GIVEN = {"what": Text(zh="没有", en="none"), "where": "here", "listed": "there"}


def test_an_entry_is_found_by_its_id_alone():
    assert entry_of("crp_peak", ENTRIES, **GIVEN) is ENTRIES[1]
    for name in ("CRP_peak", "crp_peak ", "", "crp"):
        with pytest.raises(InputError):
            entry_of(name, ENTRIES, **GIVEN)


def test_a_refusal_names_what_is_near_or_where_all_are():
    with pytest.raises(InputError) as refused:
        entry_of("cart_peek", iter(ENTRIES), **GIVEN)
    assert (refused.value.where, refused.value.found) == ("here", "'cart_peek'")
    assert refused.value.do.en.startswith("near it: cart_peak")
    with pytest.raises(InputError, match=re.escape("nothing comes near; all: there")):
        entry_of("xyz", ENTRIES, **GIVEN)
    with pytest.raises(InputError, match="there"):
        entry_of("cart_peak", [], **GIVEN)


@pytest.mark.parametrize(
    ("look_up", "all_of", "near"),
    [
        ("product", "products", ("cilta-cell", "cilta-cel")),
        ("population", "populations", ("cartitude", "cartitude-1")),
        ("strategy", "strategies", ("gsii", "gsi")),
    ],
)
def test_the_library_looks_up_alike(look_up, all_of, near):
    one = getattr(library, look_up)
    assert [one(entry.id) for entry in getattr(library, all_of)()] == list(
        getattr(library, all_of)()
    )
    with pytest.raises(InputError) as refused:
        one(near[0])
    assert refused.value.where.startswith(f"library.{look_up}(")
    assert near[1] in refused.value.do.en
    assert f"library.{all_of}()" in refused.value.do.zh
