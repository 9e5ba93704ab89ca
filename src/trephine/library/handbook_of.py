"""handbook: everything the care room works by, from the library."""

from functools import cache

from trephine.core.handbook import Handbook
from trephine.library.calendar_schedule import calendar_schedule
from trephine.library.dosing import (
    dose_budgets,
    lymphodepletion_needs,
    product_regimens,
    steroid_rule,
)
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables
from trephine.library.regimen import regimens
from trephine.library.response_criteria import response_criteria
from trephine.library.washout import washout_rules


@cache
def handbook(*, outside: bool = False) -> Handbook:
    """Return the handbook: faithful to the sources, or with the outside layer enabled."""
    by_id = {one.id: one for one in regimens()}
    return Handbook(
        pathway=pathway(outside=outside),
        observables=observables(),
        budgets=tuple(dose_budgets().values()),
        schedule=calendar_schedule("consensus2022"),
        criteria=response_criteria(),
        washouts=washout_rules(),
        steroids=steroid_rule(),
        regimens={code: by_id[name] for code, name in product_regimens().items()},
        regimen_needs=lymphodepletion_needs(),
    )
