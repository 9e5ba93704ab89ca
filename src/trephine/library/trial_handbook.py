"""trial_handbook: the rules that a virtual trial cares for its patients by, as they stand."""

from dataclasses import replace
from functools import cache

from trephine.core.error import InputError
from trephine.core.expression import Constant, leaves
from trephine.core.handbook import Handbook
from trephine.core.option import one_of
from trephine.core.rule import DecisionTable, Pathway
from trephine.core.text import Text
from trephine.core.trial import TrialPathway
from trephine.core.unfit_leaf import condition_names
from trephine.library.guideline_folder import GUIDELINES, WARD, ward_pathway
from trephine.library.handbook_of import handbook


@cache
def trial_handbook(wanted: TrialPathway, *, ward: bool = False) -> Handbook:
    """Return the library's handbook with the guidelines and layers that a trial names.

    ``ward``: with the rules by which virtual patients get support, whatever guidelines are named;
    a record is not assessed by those. Overrides are not in it. The same is returned each time.
    Raises InputError for a guideline that there is not, and where the rules of those named ask for
    what only another one decides or orders.
    """
    found = handbook(outside=wanted.outside)
    if ward:
        found = found.with_pathway(ward_pathway(outside=wanted.outside))
    if not wanted.guidelines:
        return found
    for name in wanted.guidelines:
        one_of("guidelines", name, GUIDELINES)
    pathway = found.pathway
    kept = tuple(one for one in pathway.guidelines if one.id in {*wanted.guidelines, WARD})
    chosen = replace(pathway, guidelines=kept)
    _check_whole(chosen, found)
    return found.with_pathway(chosen)


def _check_whole(chosen: Pathway, found: Handbook) -> None:
    names = condition_names(chosen.tables, found.observables)
    known = {*names.numbers, *names.codes, *names.observables}
    homes = {table.decides: one.id for one in found.pathway.guidelines for table in one.tables} | {
        order.id: one.id for one in found.pathway.guidelines for order in one.orders
    }
    orders = chosen.orders
    for table in chosen.tables:
        asked = _asked(table) - known
        asked |= {
            one.code
            for rule in table.rules
            for one in rule.conclusions
            if one.kind == "order" and one.code not in orders
        }
        if asked:
            name = min(asked)
            raise InputError(
                what=Text(
                    zh="所选指南的规则用到了未选指南的内容",
                    en="Rules of these guidelines ask for what another one decides or orders",
                ),
                where="guidelines",
                found=f"{table.id}: {name} ({homes.get(name, '—')})",
                do=Text(
                    zh=f"加上 {homes.get(name, '—')}，或不写 guidelines（全部）",
                    en=f"Add {homes.get(name, '—')}, or leave guidelines out for all",
                ),
            )


def _asked(table: DecisionTable) -> set[str]:
    defined = {entry.name for entry in table.definitions}
    written = [rule.condition for rule in table.rules]
    written += [entry.condition for entry in table.definitions]
    written += [one for one in (table.when, table.assumes) if one is not None]
    found = (leaf for one in written for leaf in leaves(one))
    return {leaf.name for leaf in found if not isinstance(leaf, Constant)} - defined
