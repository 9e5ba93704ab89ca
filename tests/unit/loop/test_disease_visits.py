"""Every look at the disease has marrow and imaging that still hold: else CR is never confirmed."""

from datetime import timedelta

import pytest

from trephine import library
from trephine.library.acts import acts
from trephine.library.response_criteria import response_criteria
from trephine.loop.ward.round_plan import round_plan

DAY = 1440
_ENROLLED = -7.0


@pytest.mark.parametrize(
    ("schedule", "window"), [("marrow", "bm_window_days"), ("imaging", "imaging_window_days")]
)
def test_a_result_holds_from_one_look_at_the_disease_to_the_next(schedule, window):
    plan = round_plan(library.readouts("bcma_cart"), acts().rounds, _ENROLLED, 731.0, "ward")
    holds = response_criteria().convention(window).days
    assert holds is not None

    def days(name):
        return [m // DAY for m in sorted(plan.due) if m > 0 and name in plan.due[m]]

    # A result within a week of the visit joins the same assessment.
    gathered = timedelta(days=7).days
    looks = [day for day in days("disease") if day >= 60]
    own = days(schedule)
    assert len(looks) > 10
    late = [
        (day, max((one for one in own if one <= day + gathered), default=0))
        for day in looks
        if day - max((one for one in own if one <= day + gathered), default=-(10**6)) > holds
    ]
    assert late == []
