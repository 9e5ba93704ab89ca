"""sliders_of: the parameters that a page lets one move, each with its range, mark and source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from trephine import library
from trephine.core.error import InputError
from trephine.core.mark import Mark
from trephine.core.model import ModelParameter
from trephine.core.option import names_near
from trephine.core.text import Text
from trephine.mechanism.places import FIRST, base_of, ids_of
from trephine.mechanism.settings import settings
from trephine.mechanism.spread_range import spread_range
from trephine.reports.simulated_text import unit_text
from trephine.web.mechanism.treatments import MODEL, Treatment
from trephine.web.rules.shape import MarkShown
from trephine.web.rules.tables import mark_shown

# Four of the cells and four of the disease; each moves what a ward would see.
SLIDERS = ("rhoE", "fM", "kX", "dM", "kmax", "KC", "g", "dens")
_LOGARITHMIC = frozenset({"lognormal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderShown:
    """One parameter to move.

    ``low`` to ``high`` is where patients lie around the ``preset`` (the cut of the law between
    patients, before what covariates do), ``least`` to ``most`` what a run accepts at all.
    ``outside``: accepted, but beyond what the law draws. ``mark`` is where the preset comes from.
    """

    id: str
    label: Text
    unit: str
    value: float
    preset: float
    low: float
    high: float
    least: float
    most: float
    logarithmic: bool
    outside: bool
    mark: MarkShown


def changes_of(written: Iterable[str]) -> dict[str, float]:
    """Return sliders written as ``name:value``. Raises InputError for what no slider has.

    A value beyond what a run accepts is refused by the run.
    """
    found: dict[str, float] = {}
    for one in written:
        name, _, text = one.partition(":")
        if name not in SLIDERS:
            raise InputError(
                what=Text(zh="没有这个滑块", en="There is no such slider"),
                where="set",
                found=one[:60],
                do=names_near(name, SLIDERS, listed="/api/mechanism/patient"),
            )
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not isfinite(value):
            raise InputError(
                what=Text(zh="滑块没有可读的数值", en="The slider has no number to read"),
                where="set",
                found=one[:60],
                do=Text(zh="写成 名称:数值，例如 g:0.02", en="write NAME:VALUE: g:0.02, say"),
            )
        found[name] = value
    return found


def sliders_of(treatment: Treatment, changes: Mapping[str, float]) -> tuple[SliderShown, ...]:
    """Return every slider as it stands under a treatment, before its strategy."""
    model = library.model(MODEL)
    product = treatment.arm.product
    known = {one.id: one for one in model.parameters}
    preset = settings(model, treatment.population, product, None, (), {})
    found = []
    for name in SLIDERS:
        key = ids_of(name, known, (FIRST,))[0]
        parameter, typical = known[key], preset.values[key]
        value, spread = changes.get(name, typical), preset.spreads.get(key)
        least = -float("inf") if parameter.low is None else parameter.low
        most = float("inf") if parameter.high is None else parameter.high
        low, high = spread_range(parameter, typical, spread) or (least, most)
        found.append(
            SliderShown(
                id=name,
                label=_label(parameter),
                unit=unit_text(parameter.unit).strip(),
                value=value,
                preset=typical,
                low=low,
                high=high,
                least=least,
                most=most,
                logarithmic=spread is not None and spread.kind in _LOGARITHMIC,
                outside=not low <= value <= high,
                mark=mark_shown(_mark(treatment, parameter, base_of(key, known))),
            )
        )
    return tuple(found)


def _label(parameter: ModelParameter) -> Text:
    """Return the label without the number of the place: there is one product."""
    label = parameter.label
    return Text(zh=label.zh.removeprefix("产品 1："), en=label.en.removeprefix("product 1: "))


def _mark(treatment: Treatment, parameter: ModelParameter, base: str) -> Mark:
    """Return where the preset's value comes from: the product, else the model."""
    for change in reversed(treatment.arm.product.changes):
        if change.of == "parameter" and change.parameter in {base, parameter.id}:
            return change.mark
    assert parameter.mark is not None  # noqa: S101  (the library's own are all marked)
    return parameter.mark
