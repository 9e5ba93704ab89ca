"""Write the record of every synthetic course: ``python tests/cases/make_courses.py``.

Nothing in them is chance and nobody in them exists. What is expected of each stands beside it in
``case.toml``, worked out by hand from the sources and never by the program.
"""

from pathlib import Path

import courses_after
import courses_before
import courses_crs
import courses_neuro

HERE = Path(__file__).resolve().parent
COURSES = {
    "uneventful": courses_before.uneventful,
    "crs-3-two-tocilizumab": courses_crs.crs_3_two_tocilizumab,
    "icans-with-crs": courses_neuro.icans_with_crs,
    "icans-without-crs": courses_neuro.icans_without_crs,
    "hlh-like": courses_crs.hlh_like,
    "late-crs": courses_crs.late_crs,
    "flc-only": courses_after.flc_only,
    "extramedullary": courses_after.extramedullary,
    "renal-impairment": courses_before.renal_impairment,
    "hepatitis-b": courses_before.hepatitis_b,
    "low-igg-infection": courses_after.low_igg_infection,
    "antigen-negative-relapse": courses_after.antigen_negative_relapse,
    "eligibility-washout": courses_before.eligibility_washout,
    "icans-consciousness-unknown": courses_neuro.icans_consciousness_unknown,
    "neutropenia-fever": courses_after.neutropenia_fever,
    "half-missing": courses_after.half_missing,
    "contradictory-readings": courses_neuro.contradictory_readings,
    "both-layers": courses_crs.both_layers,
}


def main() -> None:
    """Write ``record.jsonl`` of every course."""
    for name, made in COURSES.items():
        made().save(HERE / name)


if __name__ == "__main__":
    main()
