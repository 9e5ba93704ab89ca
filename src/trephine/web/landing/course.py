"""typical_course: the simulated course of the typical patient, as series and as a figure."""

from dataclasses import dataclass

from trephine import library
from trephine.core.text import Language, Text
from trephine.mechanism.simulate_one import OneRun, simulate_one
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.plots.band_panel import BandCurve, BandPanel
from trephine.plots.figure import Figure
from trephine.plots.trajectory_bands import trajectory_bands
from trephine.reports.simulated_figures import FLOOR
from trephine.reports.simulated_text import unit_text

MODEL = "bcma_cart"
PRODUCT = "cilta-cel"  # the typical patient's, as on the command line
GENERAL = "general"
_DAYS = 180.0
# What a ward would follow: CAR-T cells, IL-6, M-protein, neutrophils.
_SHOWN = ("CT", "I6", "MP", "ANC")
_TITLE = Text(zh="典型虚拟患者，{product}", en="The typical virtual patient, {product}")
_WHO = Text(zh="典型患者", en="The typical patient")
_NOTE = Text(
    zh="模型的典型患者：各参数取中位数，不是任何人", en="Every parameter at its median; nobody"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityCourse:
    """One quantity's course, a value a day of ``days``."""

    name: str
    label: Text
    unit: str
    logarithmic: bool
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCourse:
    """A simulated course: of nobody, by the model alone; ``days`` count from the infusion."""

    simulated: bool
    title: Text
    product: Text
    days: tuple[float, ...]
    series: tuple[QuantityCourse, ...]


def typical_run() -> OneRun:
    """Return the typical patient's course under the product by itself."""
    product = library.product(PRODUCT)
    return simulate_one(
        library.model(MODEL),
        VirtualArm(product=product, strategies=()),
        days=_DAYS,
        population=library.population(product.population or GENERAL),
        regimens=library.lymphodepletions(),
        products=library.products(),
    )


def typical_course(run: OneRun) -> SimulatedCourse:
    """Return the series of a run that the first page shows."""
    product = library.product(PRODUCT).label
    known = {one.id: (one.label, one.unit) for one in run.model.states}
    known |= {one.id: (one.label, one.unit) for one in run.model.assignments}
    logarithmic = library.run_outcomes(MODEL).logarithmic
    return SimulatedCourse(
        simulated=True,
        title=Text(
            zh=_TITLE.zh.format(product=product.zh), en=_TITLE.en.format(product=product.en)
        ),
        product=product,
        days=tuple(run.days.tolist()),
        series=tuple(
            QuantityCourse(
                name=name,
                label=known[name][0],
                unit=known[name][1],
                logarithmic=name in logarithmic,
                values=tuple(run.of(name).tolist()),
            )
            for name in _SHOWN
        ),
    )


def course_figure(course: SimulatedCourse, language: Language) -> Figure:
    """Draw the series, a panel each."""
    panels = [
        BandPanel(
            label=_with_unit(one, language),
            logarithmic=one.logarithmic,
            floor=FLOOR if one.logarithmic else None,
            curves=(BandCurve(label=_WHO, x=course.days, middle=one.values, bands=()),),
        )
        for one in course.series
    ]
    return trajectory_bands(panels, language=language, columns=2, notes=[_NOTE], title=course.title)


def _with_unit(one: QuantityCourse, language: Language) -> str:
    unit = unit_text(one.unit).strip()
    label = one.label[language]
    if not unit or unit == "1":
        return label
    return f"{label}（{unit}）" if language == "zh" else f"{label} ({unit})"
