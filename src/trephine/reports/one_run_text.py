"""one_run_text: one patient's course as lines for a terminal, or as plain values."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from trephine.core.population import Population
from trephine.core.text import Language, Text
from trephine.mechanism.simulate_one import OneRun
from trephine.reports.simulated_json import number
from trephine.reports.simulated_text import SIMULATED, figure, unit_text

_TYPICAL = Text(zh="典型患者", en="The typical patient")
_PATIENT = Text(zh="患者 {n}", en="Patient {n}")
_OWN = Text(zh="用户的模型", en="A model of your own")
_HEAD = Text(
    zh="{who}，模型 {model}，时间 {first:g} 至 {last:g}{unit}",
    en="{who}, model {model}, time {first:g} to {last:g}{unit}",
)
_DOSES = Text(zh="给药（时间：状态 +量）", en="Doses (time: state +amount)")
_NO_DOSES = Text(zh="没有给药", en="No doses")
_ROWS = Text(
    zh="量：第 0 天（或开始时）→ 结束；最低（何时）；最高（何时）",
    en="quantity: day 0 (or the beginning) → end; lowest (when); highest (when)",
)
_ROW = Text(
    zh="{label}：{first} → {last}{unit}；最低 {low}（{low_at:g}）；最高 {high}（{high_at:g}）",
    en="{label}: {first} → {last}{unit}; lowest {low} ({low_at:g}); highest {high} ({high_at:g})",
)
_MOST = 40


def one_run_text(
    run: OneRun, language: Language, *, shown: Sequence[str] | None = None, given: str = ""
) -> str:
    """Return the doses given and the course of the quantities ``shown`` (None: every state).

    ``given`` names the arm and its population.
    """
    who = _TYPICAL[language] if run.patient is None else _PATIENT[language].format(n=run.patient)
    if given:
        who += f" ({given})"
    elif run.patient is None:
        who = _OWN[language]
    lines = [
        SIMULATED[language],
        _HEAD[language].format(
            who=who,
            model=run.model.id,
            first=run.days[0],
            last=run.days[-1],
            unit=unit_text(run.model.time_unit),
        ),
        (_DOSES if run.doses else _NO_DOSES)[language],
    ]
    lines += [f"  {day:g}: {state} +{amount:.4g}" for day, state, amount in run.doses[:_MOST]]
    if len(run.doses) > _MOST:
        lines.append(f"  … +{len(run.doses) - _MOST}")
    lines.append(_ROWS[language])
    known = {one.id: (one.label, one.unit) for one in run.model.states}
    known |= {one.id: (one.label, one.unit) for one in run.model.assignments}
    names = [one.id for one in run.model.states] if shown is None else list(shown)
    for name in names[:_MOST]:
        lines.append("  " + _row(run, name, *known[name], language))
    if len(names) > _MOST:
        lines.append(f"  … +{len(names) - _MOST}")
    return "\n".join(lines)


def _row(run: OneRun, name: str, label: Text, unit: str, language: Language) -> str:
    since = run.days >= min(0.0, float(run.days[-1]))
    days, values = run.days[since], run.of(name)[since]
    return _ROW[language].format(
        label=label[language],
        first=figure(float(values[0]), language),
        last=figure(float(values[-1]), language),
        unit=unit_text(unit),
        low=figure(float(values.min()), language),
        low_at=float(days[int(np.argmin(values))]),
        high=figure(float(values.max()), language),
        high_at=float(days[int(np.argmax(values))]),
    )


def one_run_json(run: OneRun, population: Population | None = None) -> dict[str, Any]:
    """Return the course as plain values: every quantity on every day, and the doses.

    ``population`` is the patient's; a user's own model has none.
    """
    return {
        "origin": "simulated",
        "model": run.model.id,
        "patient": run.patient,
        "population": None if population is None else population.id,
        "start": run.start,
        "doses": [{"day": day, "state": state, "amount": a} for day, state, a in run.doses],
        "parameters": dict(run.parameters),
        "days": [float(day) for day in run.days],
        "values": {name: [number(float(v)) for v in run.of(name)] for name in run.names},
    }
