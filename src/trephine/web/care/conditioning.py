"""conditioning_panel: doses before the infusion, the days, and what two people check."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from trephine import library
from trephine.care.assess import assess
from trephine.care.dosing.dose_of import DoseRounding, figures
from trephine.care.dosing.infusion_timing import infusion_timing
from trephine.care.dosing.infusion_window import infusion_window
from trephine.care.dosing.lymphodepletion import DatedDose, LymphodepletionPlan, lymphodepletion
from trephine.care.explain import mark_words
from trephine.care.fold_record import FoldedRecord
from trephine.care.resolve import Known
from trephine.core.error import InputError
from trephine.core.record_event import ChecklistSigned, IdentityChecked
from trephine.core.regimen import Regimen
from trephine.core.text import Text
from trephine.core.value import Coded, Number
from trephine.library.checklist import infusion_checklist
from trephine.web.care.conditioning_shape import (
    ChainLink,
    ChainStep,
    ChecklistLine,
    ChecklistSignature,
    ConditioningAsked,
    ConditioningPanel,
    DoseOfDay,
    InfusionDays,
    RegimenShown,
    SurfaceShown,
)
from trephine.web.care.eligibility_form import form_group, values_read
from trephine.web.care.records import Records
from trephine.web.care.shown import conflicts_shown, decision_shown, outpaced_shown, words

CHAIN = "chain_of_identity"  # the field of the identities that holds the product's identifier
_STEPS: tuple[ChainStep, ...] = ("collected", "received", "thawed", "infused")
_BODY = ("weight", "height", "age", "sex", "creatinine", "creatinine_clearance")
_GROUP = Text(zh="体重、身高与肾功能", en="Weight, height and kidneys")
_TABLES = frozenset(
    {"lymphodepletion_choice", "before_infusion", "infusion_timing_planned", "infusion_dose_other"}
)


def conditioning_panel(
    records: Records,
    name: str,
    asked: ConditioningAsked,
    at: datetime,
    *,
    names: Mapping[str, str],
) -> ConditioningPanel:
    """Return the plan for a regimen and a day, with what was entered; nothing is kept.

    ``names`` are people's by their accounts. Raises InputError for a regimen that is not listed,
    or a rounding that is none.
    """
    folded = records.record(name)
    handbook = library.handbook()
    readings, said = values_read(asked.values, at, records.clock_of(folded))
    record = folded.record.appended(*readings)
    known = Known(record, at, handbook.observables)
    found = assess(record, at, handbook)
    own = _own(known)
    regimen = _regimen(asked.regimen or (own.id if own is not None else None))
    infusion = asked.infusion or _planned(known)
    identity = records.identities.get(f"record/{name}")
    plan = None if regimen is None or infusion is None else _plan(regimen, infusion, asked, known)
    return ConditioningPanel(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        name=identity.get("name", ""),
        hospital_number=identity.get("hospital_number", ""),
        demo=folded.opened.demo,
        at=at,
        infused=bool(known.happened("infusion")),
        form=(form_group("body", _GROUP, _BODY, known, "dosing"),),
        read=said,
        regimens=tuple(_regimen_shown(one, own) for one in library.regimens()),
        chosen=None if regimen is None else regimen.id,
        infusion=infusion,
        surfaces=()
        if plan is None
        else tuple(
            SurfaceShown(
                formula=one.formula, area=figures(one.area), used=one.formula == plan.formula
            )
            for one in plan.surfaces
        ),
        doses=() if plan is None else tuple(map(_dose, plan.doses)),
        not_given=() if plan is None else plan.not_given,
        missing=()
        if plan is None
        else tuple(words().label(one) for one in plan.missing if one in library.observables()),
        days=None if plan is None else _days(plan),
        decisions=tuple(
            decision_shown(one, known)
            for one in found.decisions
            if one.in_force and one.table.decides in _TABLES and one.status != "not applicable"
        ),
        checklist=tuple(
            ChecklistLine(id=one.id, text=one.text, place=mark_words(one.mark))
            for one in infusion_checklist()
        ),
        signatures=tuple(
            replace(one, author=names.get(one.author, one.author)) for one in signatures(folded)
        ),
        chain=_chain(folded, names),
        chain_known=bool(identity.get(CHAIN)),
        conflicts=conflicts_shown(found),
        outpaced=outpaced_shown(found),
    )


def signatures(folded: FoldedRecord) -> tuple[ChecklistSignature, ...]:
    """Return the accounts that signed the checks, the latest of each role."""
    found = {
        one.payload.role: ChecklistSignature(
            role=one.payload.role, author=one.author, at=one.payload.at
        )
        for one in folded.history
        if isinstance(one.payload, ChecklistSigned) and not one.undone
    }
    return tuple(found.values())


def _chain(folded: FoldedRecord, names: Mapping[str, str]) -> tuple[ChainLink, ...]:
    found = {
        one.payload.step: (one.payload, one.author)
        for one in folded.history
        if isinstance(one.payload, IdentityChecked) and not one.undone
    }
    links = []
    for step in _STEPS:
        checked, author = found.get(step, (None, ""))
        links.append(
            ChainLink(
                step=step,
                matched=None if checked is None else checked.matched,
                author=names.get(author, author),
                at=None if checked is None else checked.at,
            )
        )
    return tuple(links)


def _own(known: Known) -> Regimen | None:
    """Return the regimen of the product that the record states."""
    product = known.value("product", "course")
    if not isinstance(product, Coded) or not product.known:
        return None
    return library.handbook().regimens.get(next(iter(product.possible)))


def _regimen(name: str | None) -> Regimen | None:
    if name is None:
        return None
    found = next((one for one in library.regimens() if one.id == name), None)
    if found is None:
        raise InputError(
            what=Text(zh="没有这一预处理方案", en="there is no such regimen"),
            where="regimen",
            found=name[:60],
            do=Text(zh="从表 2 中选一项", en="choose one of table 2"),
        )
    return found


def _planned(known: Known) -> date | None:
    found = known.history("planned_infusion")
    moment = found[-1].value if found else None
    return moment.date() if isinstance(moment, datetime) else None


def _plan(
    regimen: Regimen, infusion: date, asked: ConditioningAsked, known: Known
) -> LymphodepletionPlan:
    needs = library.handbook().regimen_needs
    needed = {name for names in needs.values() for name in names}
    return lymphodepletion(
        regimen,
        infusion=infusion,
        height=_figure("height", known),
        weight=_figure("weight", known),
        formula=asked.formula,
        needs=needs,
        known={name for name in needed if known.value(name, "dosing").known},
        rounding=_rounding(asked),
    )


def _rounding(asked: ConditioningAsked) -> DoseRounding | None:
    if not asked.rounding:
        return None
    try:
        step = Decimal(asked.rounding)
    except InvalidOperation:
        step = Decimal(0)
    if not step.is_finite() or not Decimal("0.01") <= step <= Decimal(1000):
        raise InputError(
            what=Text(zh="取整的步长不成立", en="that is no step to round to"),
            where="rounding",
            found=asked.rounding[:30],
            do=Text(zh="写 0.01 至 1000 mg", en="write 0.01 to 1000 mg"),
        )
    return DoseRounding(step=step, direction=asked.direction)


def _figure(name: str, known: Known) -> Decimal | None:
    found = known.value(name, "dosing")
    return found.low if isinstance(found, Number) and found.known else None


def _dose(one: DatedDose) -> DoseOfDay:
    dose = one.dose
    return DoseOfDay(
        day=one.day,
        on=one.on,
        drug=dose.order.drug,
        label=dose.order.label,
        amount=None if dose.amount is None else figures(dose.amount, 1),
        unit=dose.unit,
        capped=dose.capped,
        working=dose.working,
        beside=tuple(
            f"{formula}: {figures(amount, 1)} {dose.unit}"
            for formula, amount in one.by_formula
            if amount is not None
        ),
        missing=tuple(
            words().label(name) for name in dose.missing if name in library.observables()
        ),
    )


def _days(plan: LymphodepletionPlan) -> InfusionDays:
    rule = library.infusion_interval()
    window = infusion_window(plan.last_day, rule)
    timing = infusion_timing(plan.last_day, plan.infusion, rule)
    return InfusionDays(
        first=window.first,
        last=window.last,
        limit=window.limit,
        status=timing.status,
        text=timing.text,
        place=mark_words(rule.rest_least.mark),
    )


def _regimen_shown(one: Regimen, own: Regimen | None) -> RegimenShown:
    return RegimenShown(
        id=one.id,
        product=one.product,
        study=one.study,
        year=one.year,
        registration=one.registration,
        printed=tuple(
            Text(
                zh=f"{drug.label.zh} {drug.printed}",
                en=f"{drug.label.en} {drug.printed.replace('无', 'none')}",
            )
            for drug in one.drugs
        ),
        place=mark_words(one.mark),
        own=own is not None and own.id == one.id,
    )
