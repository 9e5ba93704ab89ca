"""Endpoints of a second infusion: their people and events by hand, none mixed with the first's."""

import numpy as np
import pytest

from trephine.loop.outcomes.arm_results import arm_results
from trephine.loop.outcomes.endpoint import MONTH
from trephine.loop.outcomes.patient_table import patient_table

NEVER = np.nan
# Six patients: never progressed; progressed and not infused again; four infused again.
TABLE = {
    "patient": np.arange(6),
    "status": ["ok"] * 6,
    "last_day": [400.0] * 6,
    "death_day": [NEVER] * 6,
    "measurable": [1] * 6,
    "best_response": [6, 3, 3, 0, 1, 4],
    "response_day": [28.0, 28.0, 28.0, NEVER, NEVER, 28.0],
    "progression_day": [NEVER, 200.0, 150.0, 28.0, 60.0, 183.0],
    "last_visit_day": [390.0] * 6,
    "new_therapy_day": [NEVER, NEVER, 215.0, 103.0, 135.0, 250.0],
    "crs_max": [1, 1, 4, 0, 2, 0],
    "icans_max": [0, 0, 2, 0, 0, 0],
    "second_infusion_day": [NEVER, NEVER, 220.0, 108.0, 140.0, 255.0],
    "second_strategy": ["", "", "second-human", "second-human", "reinfusion-gsi", "second-dual"],
    "second_best_response": [-1, -1, 3, -1, 6, 1],
    "second_crs_max": [-1, -1, 0, 3, 2, -1],
    "second_icans_max": [-1, -1, 0, 1, 0, -1],
}


@pytest.mark.parametrize(
    ("key", "events", "n"),
    [
        ("SECOND_INFUSION", 4, 5),
        ("SECOND_ORR", 2, 4),
        ("SECOND_CRS", 2, 3),
        ("SECOND_CRS_G3P", 1, 3),
        ("SECOND_ICANS", 1, 3),
        ("CRS", 4, 6),
        ("CRS_G3P", 1, 6),
        ("ICANS", 1, 6),
        ("ORR", 4, 6),
    ],
)
def test_each_infusion_has_its_own(key, events, n):
    found = arm_results(patient_table(TABLE, arm="a"), keys=(key,)).counts[key]
    assert (found.events, found.n) == (events, n)


def test_new_therapy_comes_after_progression_and_ends_nothing_sooner():
    table = patient_table(TABLE, arm="a")
    assert (np.nan_to_num(table["new_therapy_day"], nan=1e9) >= table["progression_day"])[1:].all()
    keys = ("MEDIAN_PFS", "MEDIAN_EFS")
    found = arm_results(table, keys=keys).times
    first, other = (found[key] for key in keys)
    assert first.median == other.median == pytest.approx(166.5 / MONTH)
    # where new therapy comes first, it is an event of its own
    sooner = TABLE | {"new_therapy_day": [100.0, 50.0] + [NEVER] * 4}
    again = arm_results(patient_table(sooner, arm="a"), keys=keys).times
    assert again["MEDIAN_EFS"].median == pytest.approx(80.0 / MONTH)
    assert again["MEDIAN_PFS"].median == first.median
