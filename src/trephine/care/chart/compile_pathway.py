"""compile_pathway: the decisions of a pathway for many patients at once, as steps of one loop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.care.chart.arrays import arrays_of, calendar_of, told_of
from trephine.care.chart.chart import Chart
from trephine.care.chart.decide_kernel import decide
from trephine.care.chart.decided import Decided
from trephine.care.chart.layout import Layout, layout_of
from trephine.care.chart.needs_kernel import needed
from trephine.care.chart.plan import Plan, plan
from trephine.care.chart.program import Program, program
from trephine.care.chart.pruned import pruned
from trephine.care.chart.resolve_all import Scratch, resolve_block
from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.rule import DecisionTable, Order, Pathway
from trephine.core.text import Text

# So many patients at a time: what is known of all their inputs then stays in the second cache, and
# the five loops are called seldom: a fifth less time than with 256, as little as with 1024.
BLOCK = 512


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledPathway:
    """What ``wanted`` decisions rest on, as steps that compiled loops carry out.

    ``tables`` are those that can be in force, in the order in which they are evaluated; ``orders``
    those that their rules name.
    """

    observables: Mapping[str, Observable]
    tables: tuple[DecisionTable, ...]
    orders: Mapping[str, Order]
    plan: Plan
    layout: Layout
    program: Program

    def decide(
        self,
        chart: Chart,
        minute: ArrayLike,
        rows: ArrayLike | None = None,
        concluded: Mapping[str, ArrayLike] | None = None,
    ) -> Decided:
        """Return the decisions at ``minute`` (one for all, or one a row) for ``rows`` of a chart.

        ``concluded`` are coded inputs that an algorithm, not a table, answers (the level of
        response): the place of the code, -1 for none; a stated one goes first. Raises InputError
        for a moment before the latest reading of a patient, and for a chart of other observables.
        """
        if tuple(chart.observables) != tuple(self.observables):
            raise InputError(
                what=Text(
                    zh="与编译路径时的观察项不符",
                    en="the observables are not those that the pathway was compiled with",
                ),
                where="CompiledPathway.decide",
                found=f"{len(chart.observables)}, {len(self.observables)}",
                do=Text(zh="用同一套观察项", en="use the same observables"),
            )
        whom = chart.rows_of(rows)
        at = chart.moments_of(minute, whom)
        made = Decided(pathway=self, rows=whom, at=at, **self._empty(len(whom)))
        held, days = arrays_of(chart), calendar_of(chart)
        told = told_of(self.plan, concluded or {}, chart, whom)
        one, steps = self.layout, self.program
        # loops go over the whole width: few patients are a narrow block
        width = min(BLOCK, len(whom))
        scratch = Scratch.of(self.plan, width, graded=one.graded_outputs, unique=one.unique_outputs)
        registers = np.zeros((steps.registers, width), dtype=np.int8)
        codes = np.zeros((2, width), dtype=np.int64)
        for begin in range(0, len(whom), BLOCK):
            end = min(begin + BLOCK, len(whom))
            resolve_block(self.plan, held, days, told, whom, at, (begin, end), scratch)
            decide(
                steps.steps, steps.limits, steps.tables, steps.groups,
                self.plan.numbers, self.plan.bits, begin, end - begin,
                scratch.low, scratch.high, scratch.bits, registers, codes[0], codes[1],
                made.applies, made.sure, made.possible, made.force, made.lowest, made.highest,
                made.chosen, made.out_low, made.out_high, made.out_bits,
            )  # fmt: skip
            needed(
                one.needs, begin, end, scratch.low, scratch.high, scratch.bits,
                made.known, made.figure,
            )  # fmt: skip
        return made

    def _empty(self, n: int) -> dict[str, NDArray[Any]]:
        one, tables = self.layout, len(self.tables)
        return {
            "applies": np.empty((tables, n), dtype=np.int8),
            "sure": np.empty((tables, n), dtype=np.int64),
            "possible": np.empty((tables, n), dtype=np.int64),
            "force": np.empty((tables, n), dtype=np.bool_),
            "lowest": np.empty((one.graded, n)),
            "highest": np.empty((one.graded, n)),
            "chosen": np.empty((one.unique, n), dtype=np.int64),
            "out_low": np.empty((one.graded_outputs, n)),
            "out_high": np.empty((one.graded_outputs, n)),
            "out_bits": np.empty((one.unique_outputs, n), dtype=np.int64),
            "known": np.empty((len(one.needs), n), dtype=np.int8),
            "figure": np.empty((len(one.needs), n)),
        }


def compile_pathway(
    pathway: Pathway, observables: Mapping[str, Observable], wanted: Collection[str]
) -> CompiledPathway:
    """Return the compiled decisions that ``wanted`` ones rest on, in the order of ``decide``.

    A decision that no enabled table decides is left out, as ``decide`` leaves it out. Tables that
    exclude a drug which a wanted table may order belong to it. Nothing is compiled for it: the
    loops carry out any pathway, so that a trial may change a rule at no cost. Raises InputError for
    a decision that the pathway does not know, MethodError for what has no twin here.
    """
    kept = pruned(pathway, wanted)
    made = plan(kept.asked(observables), observables, kept.decided)
    layout = layout_of(kept, made, observables)
    return CompiledPathway(
        observables=observables,
        tables=kept.tables,
        orders=kept.orders,
        plan=made,
        layout=layout,
        program=program(kept, made, layout),
    )
