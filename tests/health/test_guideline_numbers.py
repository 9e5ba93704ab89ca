"""The numbers of a rule: in its condition, in both paraphrases, and in the paper it was read from.

The last needs the papers' texts: set TREPHINE_SOURCES to the folder that holds them; they are not
part of the project. Derived numbers (units converted), assumed ones and those of other documents
are exempt from it by their mark.
"""

import os
import re
import tomllib
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from trephine import library
from trephine.core.expression import Compared, Expression, Stated, leaves
from trephine.core.mark import Derived, Read
from trephine.core.parse_expression import parse_expression
from trephine.core.rule import DecisionTable, Rule

ROOT = Path(__file__).parents[2]
FOLDER = os.environ.get("TREPHINE_SOURCES", "")
PAPERS = ("consensus2022", "li2023")
RULES = [
    (table, rule) for one in library.guidelines() for table in one.tables for rule in table.rules
]
IDS = [rule.id for _, rule in RULES]
FIGURE = re.compile(r"(?<![\d.])\d+(?:,\d{3})+(?:\.\d+)?|(?<![\d.])\d+(?:\.\d+)?")
# How the paper writes lengths of time that a condition has in another unit, and how it writes none.
WRITTEN = {
    Decimal(0): ("",),
    Decimal(6): ("半年",),
    Decimal(12): ("第二年",),
    Decimal(21): ("3周",),
    Decimal(24): ("第三年",),
    Decimal(28): ("4周",),
    Decimal(60): ("1 h",),
}


def limits(table: DecisionTable, condition: Expression) -> set[tuple[Decimal, str]]:
    """Return every number of a condition, with the definition in which it stands, or ""."""
    defined = {one.name: one.condition for one in table.definitions}
    found: set[tuple[Decimal, str]] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, Compared):
            found.add((leaf.limit, ""))
        elif isinstance(leaf, Stated) and leaf.name in defined:
            found |= {(n, near or leaf.name) for n, near in limits(table, defined[leaf.name])}
    return found


def figures(text: str) -> set[Decimal]:
    """Return the numbers that a text states in digits."""
    return {Decimal(one.replace(",", "")) for one in FIGURE.findall(text)}


def unsaid(table: DecisionTable, rule: Rule, language: str) -> list[str]:
    """Return the numbers of a rule's condition that its paraphrase does not state."""
    texts = {one.name: one.text[language] for one in table.definitions}
    return [
        f"{number} {name}".strip()
        for number, name in sorted(limits(table, rule.condition))
        if number not in figures(rule.text[language] + " " + texts.get(name, ""))
    ]


@pytest.mark.parametrize(("table", "rule"), RULES, ids=IDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_a_condition_stands_in_both_paraphrases(table, rule, language):
    assert not unsaid(table, rule, language), rule.text[language]


@cache
def paper(source: str) -> str:
    doi = library.source(source).doi.lower()
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(FOLDER).glob("*.txt"))]
    (found,) = [text for text in texts if doi in text[: len(text) // 2].lower()]
    return found


def between(text: str, first: str, last: str) -> str:
    """Return the part from the line that ``first`` matches to the one that ``last`` matches."""
    start = re.search(first, text, re.MULTILINE)
    assert start, first
    end = re.compile(last, re.MULTILINE).search(text, start.end())
    return text[start.start() : end.start() if end else len(text)]


def passages(source: str, place: str) -> str:
    """Return the chapter or the table that a place names."""
    text = paper(source)
    found = []
    for chapter in re.findall(r"§(\d+)", place):
        if source == "consensus2022":
            numeral = "零一二三四五六七八九十"[int(chapter)]
            found.append(between(text, rf"^{numeral}、", r"^[一二三四五六七八九十]、|^\(执笔"))
    for table in re.findall(r"table (\d)", place):
        rows = between(text, rf"^表{table}[ \t]", r"^注|^[一二三四五六七八九十]、|^\d\. ")
        found += [rows, note(text, table)]
    return "".join(found) or text


def note(text: str, table: str) -> str:
    """Return the note below a table."""
    after = between(text, rf"^表{table}[ \t]", r"\Z")
    below = re.search(r"(?m)^注.*$", after)
    return below.group() if below else ""


@pytest.mark.skipif(not FOLDER, reason="TREPHINE_SOURCES is not set: the papers are not at hand")
@pytest.mark.parametrize(
    ("table", "rule"),
    [
        (table, rule)
        for table, rule in RULES
        if isinstance(rule.mark, Read) and rule.mark.locator.source in PAPERS
    ],
    ids=lambda one: getattr(one, "id", ""),
)
def test_every_number_of_a_rule_that_was_read_stands_in_the_paper(table, rule):
    place = rule.mark.locator
    stated = passages(place.source, place.place)
    known = figures(stated) | {
        number for number, words in WRITTEN.items() if any(word in stated for word in words)
    }
    missing = {number for number, _ in limits(table, rule.condition)} - known
    assert not missing, f"{place.source} {place.place}"


@pytest.mark.parametrize(("table", "rule"), RULES, ids=IDS)
def test_a_rule_rests_on_a_source_that_is_listed(table, rule):
    places = {Read: lambda mark: (mark.locator,), Derived: lambda mark: mark.inputs}
    found = places.get(type(rule.mark), lambda _: ())(rule.mark)
    known = {one.id for one in library.sources()}
    for place in (*found, table.at):
        assert place.source in known
        assert place.place.strip()


LISTED = tomllib.loads((ROOT / "validation/care/rule_ids.toml").read_text(encoding="utf-8"))
MODELLED = [*IDS, *(one.id for guide in library.guidelines() for one in guide.not_modelled)]


@pytest.mark.parametrize("wanted", [one for part in LISTED["section"] for one in part["ids"]])
def test_every_rule_of_the_list_is_modelled_or_said_not_to_be(wanted):
    named = re.compile(rf"{re.escape(wanted)}[a-z]*")
    assert any(named.fullmatch(one) for one in MODELLED)


def test_the_list_is_whole():
    inside = [part["ids"] for part in LISTED["section"] if part["at"] != "outside"]
    assert sum(map(len, inside)) == 126


def test_a_number_that_no_paraphrase_states_is_seen():
    table, rule = RULES[IDS.index("ELIG-02")]
    other = parse_expression("lvef >= 51")
    assert unsaid(table, rule, "en") == []
    assert unsaid(table, replace(rule, condition=other), "en") == ["51"]
    assert figures("10,000 µg/L, 34.2 or −5 to 3.") == {
        Decimal(10000),
        Decimal("34.2"),
        Decimal(5),
        Decimal(3),
    }
