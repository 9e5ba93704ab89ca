"""release: the vectorised twin of ``propose``: orders that nothing but a clinician holds back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.care.chart.arrays import arrays_of
from trephine.care.chart.chart import Chart
from trephine.care.chart.decided import APPLIES, Decided
from trephine.care.chart.logs import FOR_EVER
from trephine.care.chart.release_kernel import within_budget
from trephine.core.dose import BudgetRule
from trephine.core.error import ContentError, MethodError
from trephine.core.rule import Order
from trephine.core.text import Text

_FACTORS = {"kg": "weight", "m2": "bsa"}
# Computed figures are given to nine decimals, so that every figure is a whole number of these.
_STEPS = 1e9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Released:
    """One order for the rows of a Decided: for whom it is released, and the amount of one dose.

    ``amount`` is in the unit of the order, NaN where it cannot be computed or none is stated;
    ``sure``: a rule that surely holds names it; ``against``: a rule surely excludes the drug;
    ``allowed`` by the budget of the drug: 1 yes, 0 no, -1 it has none.
    """

    order: Order
    mask: NDArray[np.bool_]
    amount: NDArray[np.float64]
    sure: NDArray[np.bool_]
    against: NDArray[np.bool_]
    allowed: NDArray[np.int8]


def release(
    decided: Decided,
    chart: Chart,
    minute: ArrayLike,
    orders: Mapping[str, Order],
    budgets: Iterable[BudgetRule],
    given_after: int = 0,
) -> dict[str, Released]:
    """Return the orders that tables of ``decided`` name, by id, as ``propose`` releases them.

    An order is released where a rule in force surely names it, all that its dose needs is known, no
    rule surely stands against the drug, and the drug's budget, where it has one, allows a dose that
    starts ``given_after`` minutes after ``minute``. Raises MethodError for a budget that counts
    from the end of a dose, or doses that the chart does not keep.
    """
    at = chart.moments_of(minute, decided.rows)
    named = _sure_rules(decided.pathway.layout.orders, decided)
    against = _sure_rules(decided.pathway.layout.exclusions, decided)
    by_id = {one.id: one for one in budgets}
    allowed: dict[str, NDArray[np.int8]] = {}
    nobody = np.zeros(len(decided.rows), dtype=np.bool_)
    no_budget = np.full(len(decided.rows), -1, dtype=np.int8)
    found = {}
    for code, sure in named.items():
        order = orders[code]
        rule = by_id.get(order.budget)
        if rule is not None and rule.id not in allowed:
            allowed[rule.id] = _allowed(rule, chart, decided.rows, at + given_after)
        permitted = no_budget if rule is None else allowed[rule.id]
        stands = against.get(order.drug, nobody)
        amount, missing = _amount(order, decided)
        found[code] = Released(
            order=order,
            mask=sure & ~stands & (permitted != 0) & ~missing,
            amount=amount,
            sure=sure,
            against=stands,
            allowed=permitted,
        )
    return found


def _sure_rules(
    concluding: Mapping[str, tuple[tuple[int, int], ...]], decided: Decided
) -> dict[str, NDArray[np.bool_]]:
    """Return for each code for whom a rule in force surely concludes it."""
    # Bits of the rules that surely hold, of tables in force that surely apply; else none.
    tables = {t for found in concluding.values() for t, _ in found}
    sure = {
        t: np.where(decided.force[t] & (decided.applies[t] == APPLIES), decided.sure[t], 0)
        for t in tables
    }
    found = {}
    for code, rules in concluding.items():
        holds = (sure[rules[0][0]] & rules[0][1]) != 0
        for t, bits in rules[1:]:
            holds |= (sure[t] & bits) != 0
        found[code] = holds
    return found


def _amount(order: Order, decided: Decided) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the amount of one dose, and for whom something that it needs is missing."""
    rows = decided.pathway.layout.need_row
    missing = np.zeros(len(decided.rows), dtype=np.bool_)
    for name in order.needs:
        missing |= decided.known[rows[name]] == 0
    if order.amount is None:
        return np.full(len(decided.rows), np.nan), missing
    if order.cap is not None and order.cap_unit not in {"", order.unit}:
        raise ContentError(
            what=Text(zh="上限与剂量的单位不同", en="the cap is in another unit than the dose"),
            where=order.id,
            found=f"{order.unit}, {order.cap_unit}",
            do=Text(zh="用同一单位写上限", en="write the cap in the unit of the dose"),
        )
    cap = np.inf if order.cap is None else float(order.cap)
    if not order.per:
        return np.full(len(decided.rows), min(float(order.amount), cap)), missing
    row = rows[_FACTORS[order.per]]
    figure = decided.figure[row]
    missing |= decided.known[row] == 0
    # From whole numbers and one division, so that it is the double nearest to the exact product.
    exact = Fraction(order.amount)
    product = np.rint(figure * _STEPS) * float(exact.numerator)
    return np.minimum(product / (_STEPS * float(exact.denominator)), cap), missing


def _allowed(
    rule: BudgetRule, chart: Chart, rows: NDArray[np.int64], at: NDArray[np.int64]
) -> NDArray[np.int8]:
    if rule.counted_from != "start":
        raise MethodError(
            what=Text(
                zh="批量计算只从开始算起", en="the batch counts from the start of a dose only"
            ),
            where=rule.id,
            found=rule.counted_from,
            do=Text(zh="逐例用 assess", en="use assess for each patient"),
        )
    unlogged = [drug for drug in rule.drugs if chart.logs.windows.get(drug) != FOR_EVER]
    if unlogged:
        raise MethodError(
            what=Text(
                zh="该病历不记录此限额所数的每次给药",
                en="this chart does not keep every dose that the budget counts",
            ),
            where=rule.id,
            found=", ".join(unlogged),
            do=Text(zh="打开病历时给出此限额", en="open the chart with this budget"),
        )
    *_, log, offset, room, filled, minutes = arrays_of(chart)
    found = np.empty(len(rows), dtype=np.int8)
    within_budget(
        np.array([log[chart.places[drug]] for drug in rule.drugs], dtype=np.int64),
        int(log[chart.places["infusion"]]),
        offset, room, filled, minutes, rows, at,
        float(rule.total.value), float(rule.in_window.value),
        float(rule.window.value) * 60, float(rule.interval.value) * 60, found,
    )  # fmt: skip
    return found
