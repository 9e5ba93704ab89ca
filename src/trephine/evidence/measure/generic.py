"""Effects given as they are: GEN, from yi with vi or sei."""

import numpy as np

from trephine.core.text import Text
from trephine.evidence.measure.check import positive
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given


def given_variance(given: Given) -> np.ndarray:
    """Return vi, or the square of sei where vi is missing."""
    positive(given, "vi", "sei", "ni")
    return np.where(np.isnan(given.get("vi")), given.get("sei") ** 2, given.get("vi"))


def _compute(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
    return Computed(given["yi"], given_variance(given), given.get("ni"), {})


_EFFECT = Text(zh="效应量", en="Effect")

MEASURES = by_key(
    Measure(
        key="GEN",
        name=_EFFECT,
        natural=_EFFECT,
        columns=(("yi", "vi"), ("yi", "sei")),
        compute=_compute,
        optional=("ni",),
        null=0.0,
    ),
)
