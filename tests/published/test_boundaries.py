"""Every figure that a rule decides by is the one that was pinned, with its answers round the limit.

``boundaries.toml`` says in its head how far it was compared with the sources.
"""

import re

import pytest

from tests.published.pinned_rules import pinned, today, written
from trephine.core.expression import Compared, leaves
from trephine.library.guideline_folder import pathway

PINNED, TODAY = pinned(), today()


@pytest.mark.parametrize("part", ["conclusions", "orders", "validity"])
def test_figures_are_those_pinned(part):
    changed = {
        name: (PINNED[part].get(name), TODAY[part].get(name))
        for name in PINNED[part] | TODAY[part]
        if PINNED[part].get(name) != TODAY[part].get(name)
    }
    assert changed == {}


def test_thresholds_are_those_pinned():
    flat = [
        {
            (guideline, table, owners): said
            for guideline, tables in found["thresholds"].items()
            for table, rows in tables.items()
            for owners, said in rows.items()
        }
        for found in (PINNED, TODAY)
    ]
    changed = {
        key: (flat[0].get(key), flat[1].get(key))
        for key in flat[0] | flat[1]
        if flat[0].get(key) != flat[1].get(key)
    }
    assert changed == {}


def test_every_comparison_of_every_rule_is_pinned():
    said = re.findall(r"^  \"(\w+ \S+ \S+): [yn]{3}", written(TODAY), re.MULTILINE)
    asked = {
        f"{leaf.name} {leaf.comparator} {leaf.limit}"
        for table in pathway(outside=True).tables
        for rule in table.rules
        for leaf in leaves(rule.condition)
        if isinstance(leaf, Compared)
    }
    assert asked <= set(said)


def test_the_file_is_what_would_be_written():
    assert pinned() == TODAY
