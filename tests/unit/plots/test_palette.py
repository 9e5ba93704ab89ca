"""Colours can be read and told apart, also by people who do not see red or green."""

import itertools

import numpy as np
import pytest

from trephine.plots.kit import palette
from trephine.plots.traffic_light import SCORE_COLOURS, SCORE_INKS

# Machado, Oliveira and Fernandes 2009 (IEEE Trans Vis Comput Graph 15:1291-1298), severity 1.0
_SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
}  # fmt: skip


def _linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(colour, sight):
    seen = np.clip(_SIGHT[sight] @ _linear(colour), 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ seen
    )
    ratio = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])  # fmt: skip


def _contrast(one, other):
    luminance = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(c)) for c in (one, other))
    return (luminance[1] + 0.05) / (luminance[0] + 0.05)


@pytest.mark.parametrize("sight", list(_SIGHT))
def test_observed_and_pooled_differ_for_every_eye(sight):
    pairs = [
        (palette.TEAL, palette.RUST),
        (palette.TEAL, palette.RED),
        (palette.TEAL, palette.AMBER),
        *itertools.pairwise(palette.GRADES),
        *itertools.combinations(SCORE_COLOURS.values(), 2),
    ]
    for one, other in pairs:
        assert np.linalg.norm(_lab(one, sight) - _lab(other, sight)) > 15, (one, other)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (palette.INK, palette.PAPER),
        (palette.MUTED, palette.PAPER),
        (palette.MUTED, palette.WASH),
        (palette.MUTED, palette.TEAL_WASH),
        (palette.AMBER, palette.PAPER),
        (palette.PAPER, palette.AMBER),
        (palette.TEAL, palette.TEAL_WASH),
        (palette.INK, palette.TEAL_WASH),
        *((SCORE_INKS[score], colour) for score, colour in SCORE_COLOURS.items()),
    ],
)
def test_text_has_the_contrast_of_wcag_aa(text, ground):
    assert _contrast(text, ground) >= 4.5
