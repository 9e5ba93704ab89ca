"""The effects that a golden document states, without going through our effect measures."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from trephine.evidence.effect_set import Effects
from validation.metafor.ledger import Ledger


def given(yi: Any, vi: Any) -> Effects:
    y = np.array([np.nan if v is None else v for v in yi], dtype=float)
    v = np.array([np.nan if v is None else v for v in vi], dtype=float)
    labels = tuple(str(i + 1) for i in range(len(y)))
    return Effects(measure="GEN", yi=y, vi=v, ni=np.full(len(y), np.nan), labels=labels)


def measured(ledger: Ledger) -> Iterator[tuple[str, Effects]]:
    """Yield every measure of a document that states its escalc, with the effects."""
    for measure in ledger.at("measures", default={}):
        stated = ledger.at("measures", measure, "escalc")
        if stated is not None:
            yield measure, given(stated["yi"], stated["vi"])


def settings(key: str) -> dict[str, str]:
    """Turn ``REML|knha`` into method and test."""
    method, _, test = key.partition("|")
    return {"method": method, "test": test}


def spread(values: Any, labels: tuple[str, ...], like: Any) -> list[Any]:
    """Put values of the studies kept into the places that the golden list has, None elsewhere."""
    out: list[Any] = [None] * len(like)
    places = range(len(labels)) if len(like) == len(labels) else [int(n) - 1 for n in labels]
    for place, value in zip(places, values.tolist(), strict=True):
        out[place] = value
    return out
