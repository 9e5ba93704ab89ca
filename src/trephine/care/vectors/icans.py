"""run_icans: one vector of an ICANS file, and every disagreement with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from trephine.care.vectors.disagreement import VectorDisagreement
from trephine.care.vectors.graded import Stated, graded
from trephine.core.observable import Observable
from trephine.core.rule import Pathway

_PLAIN = {
    "ice_total": ("ice_total", "{score}"),
    "consciousness": ("consciousness", ""),
    "consciousness_other_cause": ("consciousness_other_cause", ""),
    "motor": ("motor", ""),
    "intracranial_hemorrhage": ("intracranial_hemorrhage", ""),
    "death_due_to_icans": ("death_due_to_icans", ""),
    "age_years": ("age", "a"),
    "baseline_deficit": ("baseline_deficit", ""),
}
_ICE = ("year", "month", "city", "hospital", "naming", "command", "writing", "attention")
# How a vector describes a seizure that it does not classify.
_SEIZURE = {
    "type": ("seizure", ""),
    "duration_min": ("seizure_duration", "min"),
    "returned_to_baseline": ("seizure_back_to_baseline", ""),
}


def run_icans(
    vector: Mapping[str, Any], pathway: Pathway, observables: Mapping[str, Observable]
) -> tuple[VectorDisagreement, ...]:
    """Return every disagreement with one vector; none where all that it expects was found.

    What a vector leaves null is not stated. A key that is not understood is a disagreement.
    """
    return graded(vector, _stated, "icans_grade", pathway, observables)


def _stated(given: Mapping[str, Any]) -> Iterator[Stated]:
    for key, value in given.items():
        if value is None:
            continue
        if key == "ice_items":
            if unknown := value.keys() - set(_ICE):
                raise KeyError(", ".join(sorted(unknown)))
            yield from (
                (f"ice_{item}", score, "{score}")
                for item, score in value.items()
                if score is not None
            )
        elif key == "seizure" and isinstance(value, Mapping):
            for part, stated in value.items():
                if stated is not None:
                    name, unit = _SEIZURE[part]
                    yield name, stated, unit
        elif key == "seizure":
            yield "seizure", value, ""
        elif key == "edema_icp":
            signs = [value] if isinstance(value, str) else list(value)
            yield "edema_icp", [sign for sign in signs if sign != "none"], ""
        else:
            name, unit = _PLAIN[key]
            yield name, value, unit
            if key == "death_due_to_icans" and value:
                yield "death", True, ""
