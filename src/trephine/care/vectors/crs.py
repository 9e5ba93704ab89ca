"""run_crs: one vector of a CRS file, and every disagreement with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from trephine.care.vectors.disagreement import VectorDisagreement
from trephine.care.vectors.graded import Stated, graded
from trephine.core.observable import Observable
from trephine.core.rule import Pathway

# A vector's key: the observable, and the unit in which the vector states it.
_PLAIN = {
    "temp_c": ("temperature", "Cel"),
    "fever_other_cause": ("fever_other_cause", ""),
    "fever_masked": ("fever_masked", ""),
    "hypotension": ("hypotension", ""),
    "vasopressors": ("vasopressors", ""),
    "hypoxia": ("hypoxia", ""),
    "death_due_to_crs": ("death_due_to_crs", ""),
}
_OXYGEN = {
    "device": ("oxygen_device", ""),
    "flow_l_min": ("oxygen_flow", "L/min"),
    "for_hypoxia": ("oxygen_for_hypoxia", ""),
}


def run_crs(
    vector: Mapping[str, Any], pathway: Pathway, observables: Mapping[str, Observable]
) -> tuple[VectorDisagreement, ...]:
    """Return every disagreement with one vector; none where all that it expects was found.

    What a vector leaves null is not stated. A key that is not understood is a disagreement.
    """
    return graded(vector, _stated, "crs_grade", pathway, observables)


def _stated(given: Mapping[str, Any]) -> Iterator[Stated]:
    for key, value in given.items():
        if value is None:
            continue
        if key == "o2":
            for part, stated in value.items():
                if stated is not None:
                    name, unit = _OXYGEN[part]
                    yield name, stated, unit
        elif key == "organ_toxicity_ctcae_max":
            yield "new_organ_toxicity", value > 0, ""
        else:
            name, unit = _PLAIN[key]
            yield name, value, unit
            if key == "death_due_to_crs" and value:
                yield "death", True, ""
