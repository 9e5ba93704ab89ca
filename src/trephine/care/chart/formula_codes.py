"""The formulae that have a vectorised twin, as the figures by which the compiled loop knows them.

Those of ``FORMULAS`` that stand in none of these (``highest``, ``lowest``, ``days_between``,
``hours_between``) are refused: nothing that a virtual trial has asked for rests on them.
"""

from trephine.care.chart import events_kernel, values_kernel
from trephine.care.chart.encode import CODED, DOSE, EVENT, MOMENT, NUMBER, SET, TRUTH

BY_EVENTS = {
    "count": events_kernel.COUNT,
    "days_since_last": events_kernel.DAYS_SINCE_LAST,
    "hours_since_first": events_kernel.HOURS_SINCE_FIRST,
    "hours_since_last": events_kernel.HOURS_SINCE_LAST,
    "months_since_last": events_kernel.MONTHS_SINCE_LAST,
    "recorded": events_kernel.RECORDED,
}
BY_MOMENTS = {"age": events_kernel.AGE, "days_until": events_kernel.DAYS_UNTIL}
BY_VALUES = {
    "all_stated": values_kernel.ALL_STATED,
    "any_stated": values_kernel.ANY_STATED,
    "choice_is": values_kernel.CHOICE_IS,
    "ckd_epi_2021": values_kernel.CKD_EPI,
    "cockcroft_gault": values_kernel.CLEARANCE,
    "difference": values_kernel.DIFFERENCE,
    "dubois": values_kernel.DUBOIS,
    "ever": values_kernel.ANY_STATED,
    "first_known": values_kernel.FIRST_KNOWN,
    "mosteller": values_kernel.MOSTELLER,
    "ratio": values_kernel.RATIO,
    "ratio_to_lln": values_kernel.RATIO_TO_LLN,
    "ratio_to_uln": values_kernel.RATIO_TO_ULN,
    "set_size": values_kernel.SET_SIZE,
    "stevenson": values_kernel.STEVENSON,
    "sum": values_kernel.SUM,
}
_NUMBERS = frozenset({NUMBER})
_TRUTHS = frozenset({TRUTH, EVENT, DOSE})
# What the parts of a formula may be.
PART_KINDS = {
    "age": frozenset({MOMENT}),
    "all_stated": _TRUTHS,
    "any_stated": _TRUTHS,
    "choice_is": frozenset({CODED}),
    "ckd_epi_2021": frozenset({NUMBER, CODED}),
    "cockcroft_gault": frozenset({NUMBER, CODED}),
    "days_until": frozenset({MOMENT}),
    "difference": _NUMBERS,
    "dubois": _NUMBERS,
    "ever": _TRUTHS,
    "first_known": frozenset({NUMBER, TRUTH, CODED}),
    "mosteller": _NUMBERS,
    "ratio": _NUMBERS,
    "ratio_to_lln": _NUMBERS,
    "ratio_to_uln": _NUMBERS,
    "set_size": frozenset({SET}),
    "stevenson": _NUMBERS,
    "sum": frozenset({NUMBER, TRUTH, EVENT, DOSE}),
}
