"""Visit: what was measured on one day, and Mrd: one test for residual disease."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Amount = Decimal | int
Immunofixation = Literal["positive", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mrd:
    """One test for minimal residual disease in the marrow.

    ``sensitivity`` is the limit of detection as a share of nucleated cells; None: not stated.
    """

    result: Literal["negative", "positive"]
    method: Literal["ngf", "ngs", "flow", "other"] = "other"
    sensitivity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was measured at one visit. None: unknown or not done, never normal.

    ``at`` is a day number or a moment with its zone; a course uses one kind throughout. Units:
    ``serum_m``, ``iga``, ``igd`` g/L; ``urine_m`` mg/24 h; ``kappa``, ``lambda_`` (serum free light
    chains) mg/L; ``flc_ratio`` κ/λ, used where the two are not reported; ``marrow_pc`` % (the
    higher of aspirate and biopsy); ``spd`` mm², 0 where imaging shows no soft-tissue plasmacytoma;
    ``longest_diameter`` and ``short_axis`` (of the same lesion) mm; ``circulating_pc`` per µL.
    ``new_lesion`` None: no imaging. ``clinical_relapse``: the signs that a clinician asserts, none
    where empty. ``pet``: former uptake gone or not above the surroundings (``resolved``), or not.
    ``unit_missing`` and ``conflict`` name fields whose value was written without a unit, or twice
    with different values: they hold None and say so. Floats are refused: 0.1 is not exact.
    """

    at: int | datetime
    serum_m: Amount | None = None
    urine_m: Amount | None = None
    kappa: Amount | None = None
    lambda_: Amount | None = None
    flc_ratio: Amount | None = None
    iga: Amount | None = None
    igd: Amount | None = None
    serum_ife: Immunofixation | None = None
    urine_ife: Immunofixation | None = None
    marrow_pc: Amount | None = None
    clonality: Literal["present", "absent"] | None = None
    clonality_method: str = ""
    spd: Amount | None = None
    lesions: int | None = None
    longest_diameter: Amount | None = None
    short_axis: Amount | None = None
    new_lesion: bool | None = None
    circulating_pc: Amount | None = None
    clinical_relapse: tuple[str, ...] | None = None
    mrd: Mrd | None = None
    pet: Literal["resolved", "residual"] | None = None
    antibody_interference: bool | None = None
    unit_missing: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
