"""meta_proportion: the common case, proportions from events and sample sizes."""

from typing import Any

from trephine.evidence.meta import Meta, Model, meta


def meta_proportion(
    table: Any,
    *,
    events: str,
    n: str,
    by: str | None = None,
    label: str | None = None,
    model: Model = "exact",
    measure: str = "PLO",
    method: str | None = None,
    test: str = "knha",
    level: float = 95.0,
    **reading: Any,
) -> Meta:
    """Pool proportions from a table of any kind; ``events``, ``n``, ``by`` and ``label`` are names.

    By default the exact likelihood, with the logit random-effects model beside it; for another
    pooling pass ``model="normal"`` with ``measure``, ``method`` and ``test``. What it does not do,
    its states and its errors are those of ``meta``.
    """
    return meta(
        table,
        measure,
        model=model,
        method=method,
        test=test,
        level=level,
        by=by,
        label=label,
        mapping={"xi": events, "ni": n},
        **reading,
    )
