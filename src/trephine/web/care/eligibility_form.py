"""eligibility_form, values_read: what is asked before treatment, and how entries are read."""

from datetime import datetime
from decimal import Decimal

from trephine import library
from trephine.care.doubt import doubt
from trephine.care.fold_record import entered
from trephine.care.resolve import Known
from trephine.care.words import REASONS, number_words, unit_words, value_words
from trephine.core.error import InputError
from trephine.core.observable import Observable, Use
from trephine.core.record import Reading
from trephine.core.text import Text, both_of
from trephine.core.value import Value
from trephine.core.ward_clock import WardClock
from trephine.web.care.eligibility_shape import (
    EligibilityGroup,
    EligibilityInput,
    UnitAccepted,
    ValueRead,
)
from trephine.web.care.grading import written
from trephine.web.care.shape import InputChoice, WrittenValue
from trephine.web.care.shown import words

# What is asked, in the order in which a first visit goes. Drugs are dates: the last time each was
# given. What the tables need beyond it is named by them as missing.
_GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    (
        "drugs",
        Text(zh="末次用药", en="Drugs, the last time"),
        (
            "lenalidomide",
            "bortezomib",
            "combination_chemotherapy",
            "vincristine",
            "corticosteroid_therapeutic",
            "anti_t_antibody",
            "donor_lymphocyte_infusion",
            "cns_radiotherapy",
            "anti_cd38_antibody",
            "pomalidomide",
            "thalidomide",
            "carfilzomib",
            "ixazomib",
            "single_agent_chemotherapy",
            "bendamustine",
        ),
    ),
    (
        "collection",
        Text(zh="采集前血象", en="Counts before collection"),
        (
            "collected_from",
            "hemoglobin",
            "platelets",
            "alc",
            "cd3_count",
            "cytopenia_from_progression",
            "lenalidomide_planned",
            "high_risk",
            "prior_fludarabine",
        ),
    ),
    (
        "organs",
        Text(zh="体能与脏器", en="Performance and organs"),
        (
            "kps",
            "ecog",
            "lvef",
            "alt",
            "ast",
            "total_bilirubin",
            "spo2",
            "oxygen_device",
            "spo2_room_air",
            "expected_survival",
            "marked_organ_dysfunction",
            "cardiac_amyloidosis",
            "atrial_fibrillation",
            "renal_impairment",
            "no_better_option",
        ),
    ),
    (
        "infections",
        Text(zh="感染筛查", en="Infections"),
        (
            "active_infection",
            "hbsag",
            "anti_hbc",
            "hbv_dna",
            "hcv_antibody",
            "hcv_rna",
            "hiv",
            "cmv_igg",
            "cmv_dna",
            "tuberculosis_test",
            "active_tuberculosis",
        ),
    ),
    (
        "person",
        Text(zh="妊娠、过敏与配合", en="Pregnancy, allergy, cooperation"),
        (
            "sex",
            "childbearing_potential",
            "pregnant",
            "pregnancy_test",
            "breast_feeding",
            "pregnancy_intended",
            "allergy_product_component",
            "allergy_product_excipient",
            "vital_signs_abnormal",
            "cannot_cooperate",
            "mental_illness_precludes",
            "cns_disease",
            "cns_disease_controlled",
        ),
    ),
)


def eligibility_form(known: Known) -> tuple[EligibilityGroup, ...]:
    """Return the inputs in groups, each with what the record says of it now."""
    return tuple(form_group(name, title, asked, known) for name, title, asked in _GROUPS)


def form_group(
    name: str, title: Text, asked: tuple[str, ...], known: Known, use: Use | None = None
) -> EligibilityGroup:
    """Return one group; ``use`` is what the inputs have to be valid for, if all for the same."""
    inputs = tuple(_input(one, known, use) for one in asked)
    return EligibilityGroup(id=name, title=title, inputs=inputs)


def values_read(
    values: tuple[WrittenValue, ...], at: datetime, clock: WardClock
) -> tuple[tuple[Reading, ...], tuple[ValueRead, ...]]:
    """Return what can be read of what was entered, and for each value how it was read.

    One value that cannot be read spoils no other.
    """
    readings: list[Reading] = []
    said: list[ValueRead] = []
    for one in written(values, at, recorded=None, clock=clock):
        try:
            reading = entered(one, at, library.observables(), one.observable, clock)
        except InputError as error:
            said.append(
                ValueRead(
                    name=one.observable, shown=None, doubt=None, refused=error.what, do=error.do
                )
            )
            continue
        readings.append(reading)
        observable = library.observables()[one.observable]
        said.append(
            ValueRead(
                name=one.observable,
                shown=_converted(observable, reading),
                doubt=doubt(observable, reading),
                refused=None,
                do=None,
            )
        )
    return tuple(readings), tuple(said)


def _input(name: str, known: Known, wanted: Use | None) -> EligibilityInput:
    one = library.observables()[name]
    lasting = one.hours_valid("eligibility") is not None
    use: Use = wanted or ("eligibility" if lasting else "preparation")
    value = known.value(name, use)
    drug = one.kind in {"event", "dose"}
    happened = known.happened(name) if drug else ()
    times = [reading.time for reading in (happened if drug else value.readings)]
    return EligibilityInput(
        name=name,
        label=one.label,
        kind=one.kind,
        units=tuple(UnitAccepted(code=u.code, shown=unit_words(u.code)) for u in one.units),
        choices=tuple(InputChoice(code=c.code, label=c.label) for c in one.choices),
        limits=one.limits,
        note=one.note,
        value=value_words(name, value, words()) if value.known else _unknown(value),
        known=value.known,
        read_at=max(times, default=None),
    )


def _unknown(value: Value) -> Text:
    """Return why a value is not known; what it can still be is no answer to a form."""
    why = REASONS[value.reason]
    return Text(zh=f"未知（{why.zh}）", en=f"not known ({why.en})")


def _converted(one: Observable, reading: Reading) -> Text | None:
    """Return the conversion of a value that was entered in another unit than the rules'."""
    if not isinstance(reading.value, Decimal) or reading.entered_unit in {"", one.unit}:
        return None
    given = f"{reading.entered} {unit_words(reading.entered_unit)}"
    found = number_words(reading.value, reading.value)
    return both_of(f"{given} = {found} {words().unit(one.id)}")
