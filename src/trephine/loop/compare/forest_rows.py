"""forest_rows: a compared arm as the rows of its forest plot; medians have no place on it."""

from math import isnan

from trephine.core.text import Text
from trephine.loop.compare.compare_arm import ComparedArm, ComparedRow
from trephine.plots.virtual_forest import EvidenceMark, VirtualForestRow

_POOLED = Text(zh="合并结果（zhan2025，从不拟合）", en="Pooled results (zhan2025, never fitted)")
_TRIALS = Text(
    zh="该产品自己的试验（consensus2022 表 1）",
    en="The product's own trials (consensus2022, table 1)",
)
_OTHER = Text(
    zh="该产品自己的试验：其他来源的数字", en="The product's own trials: figures of other sources"
)


def forest_rows(compared: ComparedArm) -> tuple[VirtualForestRow, ...]:
    """Return one row for each compared share, in order; times in months are left out."""
    return tuple(_row(one) for one in compared.rows if one.row.references[0].scale != "months")


def _row(one: ComparedRow) -> VirtualForestRow:
    virtual = one.virtual
    beyond = one.judged[0].beyond if one.judged else 0.0
    return VirtualForestRow(
        label=one.row.label,
        group=_POOLED
        if one.row.side == "pooled"
        else _OTHER
        if one.row.id.startswith("target/")
        else _TRIALS,
        evidence=tuple(
            EvidenceMark(
                basis=own.basis,
                estimate=own.estimate,
                ci_lb=own.ci_lb,
                ci_ub=own.ci_ub,
                pi_lb=own.pi_lb,
                pi_ub=own.pi_ub,
                events=own.events,
                n=own.n,
                k=own.k,
                k_of=own.k_of,
            )
            for own in one.row.references
        ),
        verdict=one.verdict,
        virtual=virtual.estimate if virtual else float("nan"),
        virtual_lb=virtual.ci_lb if virtual else float("nan"),
        virtual_ub=virtual.ci_ub if virtual else float("nan"),
        virtual_events=virtual.events if virtual else None,
        virtual_n=virtual.n if virtual else None,
        beyond=0.0 if isnan(beyond) else beyond,
        fitted=one.row.side == "fit",
        judges=one.row.silent is None,
        id=one.row.id,
    )
