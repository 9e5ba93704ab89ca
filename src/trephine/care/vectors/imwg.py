"""run_imwg: one vector of an IMWG file, and every disagreement with it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from trephine.care.response.answer import ResponseCourse
from trephine.care.response.options import ResponseOptions, standard_options
from trephine.care.response.respond import respond
from trephine.care.response.visit import Mrd, Visit
from trephine.care.vectors.disagreement import VectorDisagreement
from trephine.core.error import InputError
from trephine.core.response import ResponseCriteria

_AMOUNTS = {
    "serum_m_gl": "serum_m",
    "urine_m_mg24h": "urine_m",
    "kappa_mgl": "kappa",
    "lambda_mgl": "lambda_",
    "flc_ratio": "flc_ratio",
    "iga_gl": "iga",
    "igd_gl": "igd",
    "bm_pc_pct": "marrow_pc",
    "plasmacytoma_spd_mm2": "spd",
    "longest_diameter_mm": "longest_diameter",
    "short_axis_mm": "short_axis",
    "circulating_pc_ul": "circulating_pc",
}
# A value with its unit: the field, and how many of the field's unit one of it is.
_WITH_UNIT: dict[str, tuple[str, dict[str, Decimal]]] = {
    "serum_m": ("serum_m", {"g/L": Decimal(1), "g/dL": Decimal(10), "mg/dL": Decimal("0.01")}),
    "urine_m": ("urine_m", {"mg/24h": Decimal(1), "g/24h": Decimal(1000)}),
    "kappa": ("kappa", {"mg/L": Decimal(1), "mg/dL": Decimal(10)}),
    "lambda": ("lambda_", {"mg/L": Decimal(1), "mg/dL": Decimal(10)}),
}
_SIGNS = {"pos": "positive", "neg": "negative", "positive": "positive", "negative": "negative"}
_PLAIN = {
    "bm_clonal": "clonality",
    "new_lesion": "new_lesion",
    "lesions": "lesions",
    "antibody_interference": "antibody_interference",
    "pet": "pet",
}
# The words in which a vector states a convention, and the option that means it.
_POLICY = {
    "next_evaluable_assessment_any_interval": "next_evaluable_assessment_any_interval",
    "decrease of more than 90 %": "more_than",
    "decrease of 90 % or more": "at_least",
    "graded, but confirm no response": "graded_but_confirm_no_response",
    "one visit, not evaluable until resolved": "not_evaluable",
    "nadir>=50 g/L: increase >=10 g/L is sufficient": "sufficient",
}


def run_imwg(
    vector: Mapping[str, Any], criteria: ResponseCriteria
) -> tuple[VectorDisagreement, ...]:
    """Return every disagreement with one vector; none where all that it expects was found.

    A flag agrees where the expected one begins one that was raised. A refusal (InputError) and a
    key of the vector that is not understood are disagreements too.
    """
    try:
        course = respond(
            _visit(vector["baseline"]),
            tuple(_visit(one) for one in vector["visits"]),
            criteria=criteria,
            options=_options(vector.get("policy", {}), criteria),
            new_therapy=vector.get("new_therapy_day"),
        )
    except InputError as error:
        return (_differs(vector, "input", "accepted", str(error)),)
    except KeyError as error:
        return (_differs(vector, "vector", "a known key or word", str(error)),)
    return tuple(
        _differs(vector, what, expected, found)
        for what, expected, found in _compared(vector["expected"], course)
        if expected != found
    )


def _compared(expected: Mapping[str, Any], course: ResponseCourse) -> list[tuple[str, Any, Any]]:
    pd = course.confirmed_pd
    found_pd = None if pd is None else {"first_day": pd.first_day, "reason": pd.reason}
    raised = [flag.code for flag in course.flags]
    flags = expected.get("flags", [])
    seen = [flag for flag in flags if any(code.startswith(flag) for code in raised)]
    return [
        ("timepoint", list(expected["timepoint"]), [one.level for one in course.visits]),
        ("best_confirmed", expected["best_confirmed"], course.best_confirmed),
        ("confirmed_pd", expected["confirmed_pd"], found_pd),
        ("flags", list(flags), seen),
    ]


def _options(policy: Mapping[str, Any], criteria: ResponseCriteria) -> ResponseOptions:
    names = set(ResponseOptions.__dataclass_fields__)
    if unknown := policy.keys() - names:
        raise KeyError(", ".join(sorted(unknown)))
    chosen = {name: _POLICY.get(word, word) for name, word in policy.items()}
    return replace(standard_options(criteria), **chosen)


def _visit(stated: Mapping[str, Any]) -> Visit:
    found: dict[str, Any] = {}
    missing = []
    for key, value in stated.items():
        if value is None:
            continue
        if key == "day":
            found["at"] = value
        elif key in _AMOUNTS:
            found[_AMOUNTS[key]] = _exact(value)
        elif key in _WITH_UNIT:
            field, units = _WITH_UNIT[key]
            if value.get("unit") is None:
                missing.append(field)
            else:
                found[field] = _exact(value["value"]) * units[value["unit"]]
        elif key in {"sife", "uife"}:
            found["serum_ife" if key == "sife" else "urine_ife"] = _SIGNS[value]
        elif key == "mrd":
            found["mrd"] = _mrd(value)
        elif key == "clinical_relapse":
            found["clinical_relapse"] = tuple(value)
        else:
            found[_PLAIN[key]] = value
    return Visit(unit_missing=tuple(missing), **found)


def _mrd(code: str) -> Mrd:
    result, _, sensitivity = code.partition("_")
    return Mrd(
        result="negative" if result == "neg" else "positive",
        sensitivity=Decimal(sensitivity) if sensitivity else None,
    )


def _exact(value: float | Decimal) -> Decimal:
    return Decimal(str(value))


def _differs(
    vector: Mapping[str, Any], what: str, expected: object, found: object
) -> VectorDisagreement:
    return VectorDisagreement(
        vector=str(vector["id"]), what=what, expected=str(expected), found=str(found)
    )
