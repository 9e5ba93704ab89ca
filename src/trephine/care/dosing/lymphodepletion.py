"""lymphodepletion: a regimen of the source as doses on dates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trephine.care.derive.body import BodySurface, SurfaceFormula, body_surface
from trephine.care.dosing.dose_of import ComputedDose, DoseRounding, dose_of
from trephine.core.error import ContentError, InputError
from trephine.core.option import one_of
from trephine.core.regimen import DrugDose, Regimen
from trephine.core.rule import Order
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedDose:
    """One drug on one day: ``day`` counted from the infusion (day 0).

    ``by_formula`` has the dose by every formula of body surface; None in it where height or weight
    is missing. A dose per kg is the same in all.
    """

    day: int
    on: date
    dose: ComputedDose
    by_formula: tuple[tuple[SurfaceFormula, Decimal | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LymphodepletionPlan:
    """The doses of a regimen, day by day; ``surfaces`` are the areas, ``formula`` the one used.

    ``not_given`` are drugs that the source says were not part of the regimen. ``missing`` are the
    inputs without which nothing of it is released. It does not recommend the regimen.
    """

    regimen: Regimen
    infusion: date
    formula: SurfaceFormula
    surfaces: tuple[BodySurface, ...]
    doses: tuple[DatedDose, ...]
    not_given: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """Return the last day on which a drug is given."""
        return max(one.on for one in self.doses)


def lymphodepletion(
    regimen: Regimen,
    *,
    infusion: date,
    height: Decimal | None,
    weight: Decimal | None,
    formula: SurfaceFormula = "mosteller",
    needs: Mapping[str, Collection[str]] | None = None,
    known: Collection[str] = (),
    rounding: DoseRounding | None = None,
    today: date | None = None,
) -> LymphodepletionPlan:
    """Return the doses of ``regimen`` for one person, dated back from the day of infusion.

    ``height`` in cm, ``weight`` in kg; None: not known. ``formula`` is the body surface that is
    used, the others stand beside it. ``needs`` names for each drug what has to be known before its
    dose is released (a creatinine clearance, say), ``known`` what of it is. ``today``: a first dose
    before it is refused. Raises InputError.
    """
    one_of("formula", formula, ("mosteller", "dubois", "stevenson"))
    surfaces: tuple[BodySurface, ...] = ()
    if height is not None and weight is not None:
        surfaces = body_surface(height=height, weight=weight)
    areas = {one.formula: one.area for one in surfaces}
    found: list[DatedDose] = []
    for drug in regimen.drugs:
        if not drug.given:
            continue
        order = _order(regimen, drug, tuple((needs or {}).get(drug.drug, ())))

        def dosed(area: Decimal | None, order: Order = order) -> ComputedDose:
            return dose_of(order, weight=weight, bsa=area, known=known, rounding=rounding)

        used = dosed(areas.get(formula))
        names: tuple[SurfaceFormula, ...] = ("mosteller", "dubois", "stevenson")
        beside = tuple((name, dosed(areas.get(name)).amount) for name in names)
        found += [
            DatedDose(day=day, on=infusion + timedelta(days=day), dose=used, by_formula=beside)
            for day in drug.days
        ]
    found.sort(key=lambda one: one.day)
    if today is not None and found[0].on < today:
        raise InputError(
            what=Text(zh="计划的首次用药日已过", en="the first planned dose lies in the past"),
            where=f"{regimen.id}, infusion {infusion.isoformat()}",
            found=f"{found[0].on.isoformat()} < {today.isoformat()}",
            do=Text(zh="改定输注日期", en="choose a later day of infusion"),
        )
    lacking = [name for one in found for name in one.dose.missing]
    if "bsa" in lacking:
        absent = [name for name, value in (("height", height), ("weight", weight)) if value is None]
        lacking = [*absent, *(name for name in lacking if name != "bsa")]
    return LymphodepletionPlan(
        regimen=regimen,
        infusion=infusion,
        formula=formula,
        surfaces=surfaces,
        doses=tuple(found),
        not_given=tuple(drug.drug for drug in regimen.drugs if not drug.given),
        missing=tuple(dict.fromkeys(lacking)),
    )


def _order(regimen: Regimen, drug: DrugDose, needs: tuple[str, ...]) -> Order:
    unit, _, per = drug.unit.partition("/")
    if drug.dose is None or per not in {"", "kg", "m2"}:
        raise ContentError(
            what=Text(zh="预处理方案的剂量不能计算", en="a dose of the regimen cannot be computed"),
            where=regimen.id,
            found=f"{drug.drug}: {drug.dose} {drug.unit}",
            do=Text(zh="写出每 m2 或每 kg 的剂量", en="write the dose per m2 or per kg"),
        )
    return Order(
        id=f"{regimen.id}-{drug.drug}",
        drug=drug.drug,
        label=drug.label,
        mark=regimen.mark,
        amount=Decimal(str(drug.dose)),
        unit=unit,
        per=per,  # type: ignore[arg-type]  # one of the three
        needs=needs,
    )
