"""Acts, support and decisions made up for tests: no library behind them."""

from datetime import date
from types import SimpleNamespace

import numpy as np

from trephine.core.act import Act, ActChoice, Acts, PastQuantity, Support, SupportMove, SupportState
from trephine.core.mark import Assumed
from trephine.core.rule import Guideline, Order, Pathway
from trephine.core.text import Text
from trephine.core.ward_rounds import RoundSpan, WardRounds

MARK = Assumed(reason=Text(zh="试", en="made up"), on=date(2026, 11, 23))
NAME = Text(zh="试", en="made up")
ROUNDS = WardRounds(
    given_after=10,
    moved_after=5,
    found_before=10,
    early=30,
    course=7,
    stay=28,
    spans=(RoundSpan(first=30, last=100, every=2), RoundSpan(first=104, every=4)),
    in_hospital="ill",
    confirm_after=7,
    confirm=("disease",),
    mark=MARK,
)


def past_quantity(what, of=("x",), **more):
    return PastQuantity(
        id="q", label=NAME, what=what, of=of, otherwise=more.pop("otherwise", -9), mark=MARK, **more
    )


def support_state(name, most, **more):
    return SupportState(id=name, label=NAME, most=most, mark=MARK, **more)


def support(states, moves):
    return Support(
        minutes=(-30, -20, -10, 0), states=tuple(states), moves=tuple(moves), terms=(), mark=MARK
    )


def move(decision, value, state, change, level=0):
    return SupportMove(decision=decision, value=value, state=state, change=change, level=level)


def act(name, codes, **more):
    trigger = more.pop("trigger", "order")
    return Act(
        id=name, kind="kind", trigger=trigger, codes=tuple(codes), label=NAME, mark=MARK, **more
    )


def acts(carried, choices=()):
    return Acts(
        model="made up",
        rounds=ROUNDS,
        kinds=(),
        acts=tuple(carried),
        choices=tuple(choices),
        left=(),
        support=support((), ()),
        past=(),
        statements=(),
        unknown=(),
        written=(),
        deaths=(),
    )


def order(name, every=None, times=None, budget=""):
    return Order(id=name, label=NAME, drug=name, mark=MARK, every=every, times=times, budget=budget)


def choice(name, *ids, one_interval=False):
    return ActChoice(id=name, acts=ids, mark=MARK, one_interval=one_interval)


def pathway(*orders):
    one = Guideline(id="made-up", title=NAME, source="made-up", tables=(), orders=orders)
    return Pathway(id="made-up", guidelines=(one,), layers=frozenset({"source"}))


def decided(rows, codes, values):
    """Return decisions: of each name its ``codes``, and of each row a set of those possible."""
    bits = {
        name: np.array([sum(1 << codes[name].index(one) for one in mine) for mine in each])
        for name, each in values.items()
    }
    return SimpleNamespace(
        rows=np.asarray(rows), codes=lambda name: codes[name], coded=lambda name: bits[name]
    )


def released(mask, amount=None):
    wanted = np.asarray(mask, dtype=bool)
    return SimpleNamespace(
        mask=wanted, amount=np.full(len(wanted), np.nan) if amount is None else np.asarray(amount)
    )
