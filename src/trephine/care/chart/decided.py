"""Decided: what a compiled pathway concluded for many patients at one moment each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trephine.care.chart.compile_pathway import CompiledPathway

Numbers = NDArray[np.float64]
Bits = NDArray[np.int64]
# What is known of whether a table applies, as bits.
NOT_APPLICABLE, APPLIES, MAY_APPLY = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decided:
    """The decisions for ``rows`` of a chart, each at its moment ``at``; all arrays are over them.

    ``sure`` and ``possible`` are bits of the rules whose conditions hold, in the order of a table;
    a table that surely does not apply has none, and where it may apply (``MAY_APPLY``) a rule is
    sure of its condition alone. Rows are found through the methods.
    """

    pathway: "CompiledPathway"
    rows: NDArray[np.int64]
    at: NDArray[np.int64]
    applies: NDArray[np.int8]
    sure: Bits
    possible: Bits
    force: NDArray[np.bool_]
    lowest: Numbers
    highest: Numbers
    chosen: Bits
    out_low: Numbers
    out_high: Numbers
    out_bits: Bits
    known: NDArray[np.int8]
    figure: Numbers

    def number(self, decides: str) -> tuple[Numbers, Numbers]:
        """Return the least and the greatest grade or score of a decision, as other tables see it.

        Where the question does not, or may not, arise nothing is known: -inf to inf. Raises
        KeyError for what is not decided here.
        """
        row = self.pathway.layout.output_row[decides]
        return self.out_low[row], self.out_high[row]

    def coded(self, decides: str) -> Bits:
        """Return the bits of the codes that a decision may have, in the order of ``codes``.

        All of them where the question does not, or may not, arise. Raises KeyError.
        """
        found: Bits = self.out_bits[self.pathway.layout.output_row[decides]]
        return found

    def codes(self, decides: str) -> tuple[str, ...]:
        """Return the codes of a decision, in the order of its bits. Raises KeyError."""
        return self.pathway.layout.codes[decides]

    def rules(self, table_id: str) -> tuple[Bits, Bits, NDArray[np.int8]]:
        """Return the bits of the rules that surely and possibly hold, and whether it applies."""
        row = self.pathway.layout.index[table_id]
        return self.sure[row], self.possible[row], self.applies[row]

    def in_force(self, table_id: str) -> NDArray[np.bool_]:
        """Return for whom a table decides: of those that apply, it is of the highest layer."""
        found: NDArray[np.bool_] = self.force[self.pathway.layout.index[table_id]]
        return found

    def range_of(self, table_id: str) -> tuple[Numbers, Numbers]:
        """Return the grade or score of one table by itself, whether or not it surely applies."""
        row = self.pathway.layout.value_row[table_id]
        return self.lowest[row], self.highest[row]

    def values_of(self, table_id: str) -> Bits:
        """Return the bits of one table's values that may hold, in the order of ``codes``.

        0: it does not apply, or none of its rules can hold.
        """
        found: Bits = self.chosen[self.pathway.layout.value_row[table_id]]
        return found
