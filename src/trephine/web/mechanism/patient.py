"""patient_of: the typical patient under a treatment, with some parameters moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from trephine import library
from trephine.core.text import Text
from trephine.mechanism.outcomes import needed_for
from trephine.mechanism.simulate_one import OneRun, simulate_one
from trephine.reports.one_patient import ThinnedCourse, one_patient_script, thinned_course
from trephine.reports.simulated_text import unit_text
from trephine.web.mechanism.sliders import SliderShown, sliders_of
from trephine.web.mechanism.treatments import MODEL, Treatment, treatment_of
from trephine.web.rules.shape import MarkShown
from trephine.web.rules.tables import mark_shown

DAYS = 365.0
# What a ward would follow: cells, disease, fever's cause, blood, antibodies.
SHOWN = ("CT", "TT", "MP", "I6", "CRP", "ANC", "PLT", "G")
OUTCOMES = (
    "cart_peak", "cart_tmax", "cart_days", "m_protein_left", "mrd_day", "progression",
    "il6_peak", "ferritin_peak", "anc_below_05", "igg_below_4",
)  # fmt: skip
Standing = Literal["generic", "cohort", "fitted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page's address asks for."""

    product: str
    strategy: str
    fitted: bool
    changes: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeShown:
    """One key figure of the course; ``value`` None: it did not happen in time, or is unknown."""

    id: str
    label: Text
    unit: str
    value: float | None
    mark: MarkShown


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSimulated:
    """A simulated course: of nobody, by the model alone; days count from the infusion.

    ``standing``: ``generic`` a design without a cohort, ``cohort`` set by hand after one,
    ``fitted`` the mean of parameters fitted to published kinetics of cells. None of the three has
    been held against patients of its own. ``moved`` are sliders off their preset, ``outside``
    those beyond where patients lie.
    """

    simulated: bool
    product: Text
    population: Text
    mixes: Text
    strategy: Text | None
    expects: Text | None
    not_modelled: Text | None
    standing: Standing
    moved: tuple[str, ...]
    outside: tuple[str, ...]
    sliders: tuple[SliderShown, ...]
    course: ThinnedCourse
    outcomes: tuple[OutcomeShown, ...]


def run_of(asked: Asked) -> tuple[Treatment, OneRun]:
    """Return the treatment and the run. Raises InputError for what a run refuses, MethodError."""
    treatment = treatment_of(asked.product, asked.strategy, fitted=asked.fitted)
    return treatment, simulate_one(
        library.model(MODEL),
        treatment.arm,
        days=DAYS,
        population=treatment.population,
        regimens=library.lymphodepletions(),
        products=treatment.products,
        changes=asked.changes,
        outcomes=needed_for(library.run_outcomes(MODEL).outcomes, OUTCOMES),
    )


def patient_of(asked: Asked) -> PatientSimulated:
    """Return the patient as a page shows them. Raises InputError, MethodError."""
    treatment, run = run_of(asked)
    declared = library.run_outcomes(MODEL)
    sliders = sliders_of(treatment, asked.changes)
    strategy = treatment.arm.strategies[0] if treatment.arm.strategies else None
    product = treatment.arm.product
    return PatientSimulated(
        simulated=True,
        product=product.label,
        population=treatment.population.label,
        mixes=product.mixes,
        strategy=None if strategy is None else strategy.label,
        expects=None if strategy is None else strategy.expects,
        not_modelled=None if strategy is None else strategy.not_modelled,
        standing="fitted" if asked.fitted else "generic" if product.generic else "cohort",
        moved=tuple(one.id for one in sliders if one.value != one.preset),
        outside=tuple(one.id for one in sliders if one.outside),
        sliders=sliders,
        course=thinned_course(run, SHOWN, declared.logarithmic),
        outcomes=tuple(
            OutcomeShown(
                id=name,
                label=declared.outcome(name).label,
                unit=unit_text(declared.outcome(name).unit).strip(),
                value=run.outcomes[name] if isfinite(run.outcomes[name]) else None,
                mark=mark_shown(declared.outcome(name).mark),
            )
            for name in OUTCOMES
        ),
    )


def script_of_patient(asked: Asked) -> str:
    """Return the Python program that computes the same patient. Raises InputError."""
    treatment = treatment_of(asked.product, asked.strategy, fitted=asked.fitted)
    return one_patient_script(
        model=MODEL,
        product=asked.product,
        population=treatment.population.id,
        strategies=tuple(one.id for one in treatment.arm.strategies),
        fitted=asked.fitted,
        changes=asked.changes,
        days=DAYS,
        outcomes=OUTCOMES,
    )
