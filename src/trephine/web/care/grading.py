"""grade_panel: a grade from signs as they are entered at the bedside; nothing is kept."""

from datetime import datetime

from trephine import library
from trephine.care.assess import assess
from trephine.care.fold_record import entered
from trephine.care.resolve import Known
from trephine.core.observable import Observable
from trephine.core.record import Reading
from trephine.core.record_event import WrittenReading
from trephine.core.ward_clock import WardClock
from trephine.web.care.patient import counters
from trephine.web.care.records import Records
from trephine.web.care.shape import (
    GradeAsked,
    GradeInput,
    GradePanel,
    GradeWhat,
    InputChoice,
    WrittenValue,
)
from trephine.web.care.shown import (
    check_due,
    conflicts_shown,
    day_of,
    decision_shown,
    order_considered,
    outpaced_shown,
    words,
)

DECIDES = {"crs": "crs_grade", "icans": "icans_grade"}
# What is asked at the bedside, in the order in which one looks. A fever that a drug may hide and no
# fever are two inputs: the one says nothing of the other.
_FORM: dict[GradeWhat, tuple[str, ...]] = {
    "crs": (
        "temperature",
        "fever_masked",
        "fever_other_cause",
        "hypotension",
        "vasopressors",
        "hypoxia",
        "oxygen_device",
        "oxygen_flow",
        "oxygen_for_hypoxia",
        "hypoxia_needs_high_flow",
        "hypoxia_needs_positive_pressure",
        "crs_resolved",
        "inotrope_counts_as_vasopressor",
    ),
    "icans": (
        "ice_year",
        "ice_month",
        "ice_city",
        "ice_hospital",
        "ice_naming",
        "ice_command",
        "ice_writing",
        "ice_attention",
        "consciousness",
        "consciousness_other_cause",
        "seizure",
        "seizure_duration",
        "seizure_back_to_baseline",
        "motor",
        "edema_icp",
    ),
}


def grade_panel(records: Records, name: str, asked: GradeAsked, at: datetime) -> GradePanel:
    """Return the grade that a record has with these signs, and what follows from it.

    Raises InputError for a value that cannot be read.
    """
    folded = records.record(name)
    handbook = library.handbook()
    clock = records.clock_of(folded)
    readings = readings_of(asked.values, at, written_down=at, clock=clock)
    record = folded.record.appended(*readings)
    found = assess(record, at, handbook)
    known = Known(record, at, handbook.observables)
    decision = found.decision(DECIDES[asked.what])
    return GradePanel(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        demo=folded.opened.demo,
        simulated=folded.record.is_simulated,
        at=at,
        day=day_of(known),
        what=asked.what,
        form=tuple(_input(handbook.observables[one]) for one in _FORM[asked.what]),
        entered=tuple(one.observable for one in readings),
        decision=None if decision is None else decision_shown(decision, known),
        orders=tuple(
            order_considered(one)
            for one in found.proposals
            if one.sure and one.order.amount is not None
        ),
        counters=counters(record, known),
        checks=tuple(check_due(one) for one in found.timers if one.sure),
        conflicts=conflicts_shown(found),
        outpaced=outpaced_shown(found),
    )


def readings_of(
    values: tuple[WrittenValue, ...], at: datetime, *, written_down: datetime, clock: WardClock
) -> tuple[Reading, ...]:
    """Return what was entered as readings. Raises InputError that names the observable."""
    return tuple(
        entered(one, written_down, library.observables(), one.observable, clock)
        for one in written(values, at, recorded=None, clock=clock)
    )


def written(
    values: tuple[WrittenValue, ...],
    at: datetime,
    *,
    recorded: datetime | None,
    clock: WardClock,
) -> tuple[WrittenReading, ...]:
    """Return what was entered as it is appended, its time as the ward's clock reads it.

    A time without a zone is the ward's: what somebody read off the clock on the wall.
    """
    return tuple(
        WrittenReading(
            time=clock.read(one.time or at, day_only=bool(one.day_only)),
            observable=one.observable,
            value=one.value,
            unit=one.unit,
            high=one.high,
            day_only=bool(one.day_only),
            recorded=recorded,
        )
        for one in values
    )


def _input(one: Observable) -> GradeInput:
    low, high = one.possible or (None, None)
    return GradeInput(
        name=one.id,
        label=one.label,
        kind=one.kind,
        unit=one.unit,
        unit_shown=words().unit(one.id),
        choices=tuple(InputChoice(code=c.code, label=c.label) for c in one.choices),
        low=None if low is None else f"{low}",
        high=None if high is None else f"{high}",
    )
