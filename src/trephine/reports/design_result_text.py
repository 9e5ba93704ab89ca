"""design_result_text, design_result_json: how a design would do, for a terminal and as JSON."""

import math
from collections.abc import Sequence
from typing import Any

from trephine.core.text import Language, Text
from trephine.loop.design import simulation_interval
from trephine.loop.design_size import DesignSize, interval_widths
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.replicates import Replicates
from trephine.reports.design_text import (
    design_caution,
    design_measure,
    design_not_told,
    design_number,
    design_said,
    design_test,
    design_width,
)
from trephine.reports.number import percent
from trephine.reports.trial_words import SIMULATED

_TRUTH = Text(
    zh="虚拟人群中的真值 {truth}；每种例数 {trials:,} 次试验。",
    en="The truth in the virtual population is {truth}; {trials:,} trials of each size.",
)
_HEAD = Text(
    zh="例数/组　估计：中位（2.5–97.5%）　区间宽度　含真值　把握度（模拟误差）　第一类错误",
    en="n an arm  estimate: median (2.5 to 97.5%)  width of interval  holds the truth  power"
    " (simulation error)  type I error",
)


def design_result_text(found: DesignSize, compared: Text, n: int, language: Language) -> str:
    """Return the operating characteristics of a design in words, a line for each size.

    ``n`` is the size that was asked for.
    """
    one = found.designs[0]
    label = design_measure(one, endpoints()[one.endpoint].kind.label)
    truth = design_number(one.measure, one.truth, language)
    told = _TRUTH[language].format(truth=truth, trials=one.trials)
    lines = [
        SIMULATED[language],
        f"{label[language]} · {compared[language]}",
        design_test(one)[language],
        told,
        "",
        _HEAD[language],
        *(_line(own, language) for own in found.designs),
        "",
        *(text[language] for text in design_said(found, n)),
    ]
    caution = design_caution(found)
    lines += [caution[language]] if caution else []
    lines += [f"– {text[language]}" for text in design_not_told()]
    return "\n".join(lines)


def design_result_json(found: DesignSize, compared: Text) -> dict[str, Any]:
    """Return the operating characteristics as plain values; shares from 0 to 1."""
    one = found.designs[0]
    caution = design_caution(found)
    return {
        "origin": "simulated",
        "endpoint": one.endpoint,
        "measure": one.measure,
        "compared": _both(compared),
        "test": _both(design_test(one)),
        "truth": one.truth,
        "reference": one.reference,
        "trials": one.trials,
        "alpha": one.alpha,
        "wanted": found.wanted,
        "n": found.n,
        "people": list(one.people),
        "designs": [_row(own) for own in found.designs],
        "caution": None if caution is None else _both(caution),
        "not_told": [_both(text) for text in design_not_told()],
    }


def _line(found: Replicates, language: Language) -> str:
    low, _, middle, _, high = (
        design_number(found.measure, value, language) for value in found.quantiles
    )
    _, width, _ = interval_widths(found)
    power, error = (
        f"{percent(rate)} ({percent(least)} – {percent(most)})"
        for rate, (least, most) in (
            (rate, simulation_interval(rate, found.trials))
            for rate in (found.power, found.type_1_error)
        )
    )
    estimate = f"{middle} ({low} – {high})"
    wide, covered = design_width(found.measure, width), percent(found.covered)
    return f"{found.n:>6}  {estimate}  {wide}  {covered}  {power}  {error}"


def _row(found: Replicates) -> dict[str, Any]:
    rates = {"power": found.power, "type_1_error": found.type_1_error, "covered": found.covered}
    return {
        "n": found.n,
        "estimates": _named(("2.5", "25", "50", "75", "97.5"), found.quantiles),
        "widths": _named(("5", "50", "95"), interval_widths(found)),
        "events": found.events,
        "lacking": found.lacking,
        **{
            name: {"value": rate, "simulation_error": simulation_interval(rate, found.trials)}
            for name, rate in rates.items()
        },
    }


def _named(names: Sequence[str], values: Sequence[float]) -> dict[str, float | None]:
    """Return values by name, None for what is not reached or has no end."""
    known = (value if math.isfinite(value) else None for value in values)
    return dict(zip(names, known, strict=True))


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
