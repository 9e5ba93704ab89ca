"""Small tables and observables made by hand: the language is tested without the library."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from trephine.core.mark import Assumed
from trephine.core.observable import AcceptedUnit, Choice, Derivation, Observable, Validity
from trephine.core.parse_expression import parse_expression
from trephine.core.record import Reading, Record
from trephine.core.rule import (
    Conclusion,
    DecisionTable,
    Definition,
    Guideline,
    Monotone,
    Order,
    Pathway,
    Rule,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.core.value import Coded, CodedSet, Number, Truth

AT = datetime(2026, 3, 10, 8, tzinfo=UTC)
HERE = Locator(source="made-up", place="§1")
MARK = Assumed(reason=Text(zh="试验用", en="made up for a test"), on=date(2026, 11, 22))
YES, NO, OPEN = Truth(low=True, high=True), Truth(low=False, high=False), Truth()


def say(word):
    return Text(zh=f"{word}（中）", en=word)


def quantity(name, unit="1", *, possible=("0", "1000"), step="1", units=(), **more):
    accepted = [AcceptedUnit(code=unit, factor=Fraction(1))] if unit else []
    accepted += [
        AcceptedUnit(code=code, factor=Fraction(factor), offset=Fraction(offset))
        for code, factor, offset in units
    ]
    return Observable(
        id=name,
        kind="quantity",
        label=say(name),
        mark=MARK,
        unit=unit,
        units=tuple(accepted),
        possible=tuple(Decimal(end) for end in possible),
        resolution=Decimal(step),
        **more,
    )


def other(name, kind, codes="", **more):
    choices = tuple(Choice(code=code, label=say(code)) for code in codes.split())
    return Observable(id=name, kind=kind, label=say(name), mark=MARK, choices=choices, **more)


def derived(one, formula, *of, within=None, value=""):
    window = None if within is None else Decimal(within)
    how = Derivation(formula=formula, of=of, within=window, value=value)
    return replace(one, derivation=how)


def valid(use, hours):
    return (Validity(use=use, hours=Decimal(hours)),)


def by_id(*observables):
    return {one.id: one for one in observables}


def rule(name, condition, **then):
    """Return a rule; ``then`` is one conclusion: grade=2, value="met", order="x", measure=…"""
    ((kind, said),) = ((k, v) for k, v in then.items() if k not in {"every", "within"})
    every = None if "every" not in then else Decimal(then["every"])
    return Rule(
        id=name,
        strength="must",
        condition=parse_expression(condition),
        conclusions=(
            Conclusion(
                kind=kind,
                code=str(said) if kind != "measure" else "measure",
                number=said if kind == "grade" else None,
                measure=tuple(said) if kind == "measure" else (),
                every=every,
            ),
        ),
        text=say(f"text of {name}"),
        mark=MARK,
    )


def table(
    *rules, hit="max", floor=0, when=None, assumes=None, define=(), monotone=(), values="", **more
):
    """Return a table; ``define`` maps names to conditions, ``monotone`` names to directions."""
    given = {
        "id": "made-up",
        "decides": "made_up",
        "layer": "source",
        "use": "grading",
        "title": say("made up"),
        "at": HERE,
        "text": say("made up"),
    }
    return DecisionTable(
        **{**given, **more},
        hit=hit,
        rules=tuple(rules),
        floor=floor if hit == "max" else None,
        when=None if when is None else parse_expression(when),
        assumes=None if assumes is None else parse_expression(assumes),
        definitions=tuple(
            Definition(name=name, condition=parse_expression(text), text=say(name))
            for name, text in dict(define).items()
        ),
        monotone=tuple(Monotone(name=n, direction=d) for n, d in dict(monotone).items()),
        values=tuple(Choice(code=code, label=say(code)) for code in values.split()),
    )


def pathway(*tables, orders=(), layers=("source", "reference", "product", "protocol")):
    one = Guideline(
        id="made-up", title=say("made up"), source="made-up", tables=tables, orders=orders
    )
    return Pathway(id="made up", guidelines=(one,), layers=frozenset(layers))


def order(name, drug, **more):
    return Order(id=name, drug=drug, label=say(name), mark=MARK, **more)


def reading(name, value, hours_ago=0, **more):
    """Return a reading so many hours before AT; a number is given as a string."""
    if isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit():
        value = Decimal(value)
    return Reading(time=AT - timedelta(hours=hours_ago), observable=name, value=value, **more)


def record(*readings):
    return Record(patient="P1", readings=readings)


def number(low, high=None):
    low = Decimal(low)
    return Number(low=low, high=low if high is None else Decimal(high))


def coded(codes):
    return Coded(possible=frozenset(codes.split()))


def coded_set(sure, possible=None):
    known = frozenset(sure.split())
    return CodedSet(sure=known, possible=known if possible is None else frozenset(possible.split()))
