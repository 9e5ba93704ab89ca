"""pooled_with: what a pooled result would be with the virtual trial in it, marked as such."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.meta import Meta, meta
from trephine.loop.compare.compare_arm import ComparedRow

VIRTUAL = "VIRTUAL: "


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PooledWith:
    """A pooled result without and with a virtual trial among the studies.

    ``published`` holds real studies alone; ``mixed`` has one row more, whose label begins with
    ``VIRTUAL``. ``events`` of ``n`` is what entered for the virtual trial, ``change`` mixed minus
    published in percentage points. The mixed result is no evidence: it shows what simulated people
    would do to it.
    """

    outcome: str
    published: Meta
    mixed: Meta
    virtual_label: str
    events: int
    n: int

    @property
    def change(self) -> float:
        """Percentage points by which the virtual trial moves the pooled share."""
        return 100.0 * (_share(self.mixed.estimate) - _share(self.published.estimate))


def pooled_with(compared: ComparedRow, label: str, *, size: int | None = None) -> PooledWith | None:
    """Pool the public counts of a row with the virtual trial's; None where that cannot be.

    ``size``: the virtual trial enters as one of so many patients with the same share, so that a
    hundred thousand simulated people do not outweigh every real one; without it, the median size of
    the real studies. It needs a virtual count and two known counts; rows that the audit silenced
    are not pooled.
    """
    row, virtual = compared.row, compared.virtual
    if virtual is None or virtual.events is None or len(row.counts) < 2 or row.silent is not None:
        return None
    sizes = sorted(n for _, _, n in row.counts)
    n = size or sizes[len(sizes) // 2]
    n = min(n, virtual.n)
    events = round(virtual.estimate * n)
    labels = [name for name, _, _ in row.counts]
    xi = [x for _, x, _ in row.counts]
    ni = [k for _, _, k in row.counts]
    name = f"{VIRTUAL}{label}"
    return PooledWith(
        outcome=row.outcome,
        published=meta({"study": labels, "xi": xi, "ni": ni}),
        mixed=meta({"study": [*labels, name], "xi": [*xi, events], "ni": [*ni, n]}),
        virtual_label=name,
        events=events,
        n=n,
    )


def _share(estimate: Estimate) -> float:
    return estimate.back["natural"].estimate


WARNING = Text(
    zh="含虚拟试验的合并不是证据，只显示模拟会使合并结果改变多少",
    en="A pooled result with a virtual trial in it is no evidence: it shows what simulated patients"
    " would do to the pooled result",
)
