"""ward_given: what all patients of one arm have in common on the virtual ward."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trephine.care.chart.compile_pathway import CompiledPathway, compile_pathway
from trephine.core.act import Act, Acts
from trephine.core.handbook import Handbook
from trephine.core.model import Model
from trephine.core.observable import Observable
from trephine.core.product import Product
from trephine.core.readout import Readouts, ReadoutTerm
from trephine.core.record import ReadingValue
from trephine.core.response import ResponseCriteria
from trephine.core.rule import DecisionTable
from trephine.core.text import Text
from trephine.core.trial import Trial, TrialArm
from trephine.library.acts import acts as library_acts
from trephine.library.model_of import model as library_model
from trephine.library.readout_table import readouts as library_readouts
from trephine.library.response_criteria import response_criteria
from trephine.library.stated_of import stated_of
from trephine.loop.arm_handbook import ward_handbook
from trephine.loop.arm_product import arm_product
from trephine.loop.monitored import monitored
from trephine.loop.outcomes.columns import COLUMNS
from trephine.loop.outcomes.disease_readings import DISEASE
from trephine.loop.ward.round_plan import RoundPlan, round_plan
from trephine.loop.ward.tally import tallied

MODEL = "bcma_cart"
VITAL = "ward"
_STATE = Text(zh="支持状态", en="state of support")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WardGiven:
    """The rules, read-outs and acts of one arm, compiled; nothing of a patient.

    ``handbook`` is the arm's with the rules of support of a virtual ward.
    ``decides`` answers the questions of acts and endpoints, ``titrates`` those of support.
    """

    trial: Trial
    arm: TrialArm
    model: Model
    product: Product
    observables: Mapping[str, Observable]
    handbook: Handbook
    readouts: Readouts
    acts: Acts
    carried: tuple[Act, ...]
    decides: CompiledPathway
    titrates: CompiledPathway
    plan: RoundPlan
    needed: frozenset[str]
    remembered: tuple[DecisionTable, ...]
    stated: Mapping[str, ReadingValue]
    criteria: ResponseCriteria

    @property
    def needed_readouts(self) -> Readouts:
        """The read-outs that anything in a run looks at."""
        mine = tuple(one for one in self.readouts.readouts if one.observable in self.needed)
        return replace(self.readouts, readouts=mine)


def ward_given(trial: Trial, arm: TrialArm, start: float) -> WardGiven:
    """Return what the ward of one arm works by, from day ``start`` of its runs on.

    Raises InputError as the library and the arm's overrides do.
    """
    model = library_model(MODEL)
    handbook = ward_handbook(trial, arm)
    acts = library_acts(MODEL)
    kinds = set(trial.acts) or {one.id for one in acts.kinds}
    carried = tuple(one for one in acts.acts if one.kind in kinds)
    readouts = _supported(monitored(library_readouts(MODEL), trial.monitoring), acts)
    product = arm_product(arm)
    decides = compile_pathway(
        handbook.pathway, handbook.observables, _wanted(handbook, acts, carried)
    )
    moves = {one.decision for one in acts.support.moves}
    titrates = compile_pathway(handbook.pathway, handbook.observables, moves)
    return WardGiven(
        trial=trial,
        arm=arm,
        model=model,
        product=product,
        observables=handbook.observables,
        handbook=handbook,
        readouts=readouts,
        acts=acts,
        carried=carried,
        decides=decides,
        titrates=titrates,
        remembered=tuple(
            {
                table.decides: table
                for table in decides.tables
                if table.hit in {"max", "unique"}
                and any(table.decides in one.of for one in acts.past)
            }.values()
        ),
        needed=_needed(handbook.observables, (decides, titrates), acts),
        plan=round_plan(readouts, acts.rounds, start, trial.days, VITAL),
        stated=stated_of(product),
        criteria=response_criteria(),
    )


def _wanted(handbook: Handbook, acts: Acts, carried: tuple[Act, ...]) -> set[str]:
    """Return the decisions whose rules order or advise what is carried out, and those looked at."""
    codes = {(one.trigger, code) for one in carried for code in one.codes}
    kinds = {"order": "order", "advice": "advise"}
    wanted = {
        table.decides
        for table in handbook.pathway.tables
        for rule in table.rules
        for one in rule.conclusions
        if any(kinds[trigger] == one.kind and code == one.code for trigger, code in codes)
    }
    known = {table.decides for table in handbook.pathway.tables}
    looked_at = tallied(COLUMNS) | {name for one in acts.past for name in one.of}
    return wanted | (looked_at & known)


def _needed(
    observables: Mapping[str, Observable], pathways: tuple[CompiledPathway, ...], acts: Acts
) -> frozenset[str]:
    """Return the observables that anything in a run looks at: the others are read for Records."""
    found = {name for one in pathways for name, _ in one.plan.slots}
    found |= {name for one in acts.past for name in (*one.of, *one.since)} | set(DISEASE)
    found |= {one.of for one in COLUMNS if one.tally == "below"}
    waiting = [name for name in found if name in observables]
    while waiting:
        how = observables[waiting.pop()].derivation
        parts = () if how is None else (*how.of, how.value.removeprefix("episode:"))
        new = [part for part in parts if part in observables and part not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _supported(readouts: Readouts, acts: Acts) -> Readouts:
    """Return the read-outs with support as the ward gives it, and without what it states itself."""
    own = {one.id for one in acts.support.terms}
    states = tuple(
        ReadoutTerm(id=one.id, label=_STATE, formula="0", mark=one.mark)
        for one in acts.support.states
    )
    terms = (*states, *acts.support.terms, *(one for one in readouts.terms if one.id not in own))
    given_way = {one.observable for one in acts.support.states if one.observable}
    given_way |= {one.observable for one in acts.statements}
    kept = tuple(one for one in readouts.readouts if one.observable not in given_way)
    return replace(readouts, terms=terms, readouts=kept)
