"""disease: by which marker a patient's myeloma can be followed."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from trephine.care.response.options import ResponseOptions
from trephine.care.response.seen import Seen
from trephine.core.response import ResponseCriteria

DiseaseKind = Literal[
    "serum", "urine", "serum and urine", "flc", "marrow", "circulating", "none", "unknown"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """What was measurable at baseline, which chain is involved, and whether a tumour was seen.

    ``unknown`` are the markers that were not done at baseline though they could change the kind.
    ``plasmacytoma`` is None where no imaging says so.
    """

    kind: DiseaseKind
    involved: Literal["kappa", "lambda"] | None
    plasmacytoma: bool | None
    unknown: tuple[str, ...] = ()

    @property
    def serum(self) -> bool:
        """Whether serum M-protein is measurable."""
        return self.kind in {"serum", "serum and urine"}

    @property
    def urine(self) -> bool:
        """Whether urine M-protein is measurable."""
        return self.kind in {"urine", "serum and urine"}

    def difference(self, seen: Seen) -> Fraction | None:
        """Return involved less uninvolved free light chain, mg/L.

        Where no chain is known to be involved, the distance between the two.
        """
        if seen.kappa is None or seen.lambda_ is None:
            return None
        apart = seen.kappa - seen.lambda_
        if self.involved is None:
            return abs(apart)
        return apart if self.involved == "kappa" else -apart


def disease(baseline: Seen, criteria: ResponseCriteria, options: ResponseOptions) -> Disease:
    """Return the kind of measurable disease at baseline.

    Light chains count where neither serum nor urine is measurable, the marrow where none of these
    is, circulating plasma cells where nothing else is.
    """
    serum = None if baseline.serum is None else criteria.serum_measurable.met(baseline.serum)
    urine = None if baseline.urine is None else criteria.urine_measurable.met(baseline.urine)
    involved: Literal["kappa", "lambda"] | None = None
    flc: bool | None = None
    if baseline.kappa is not None and baseline.lambda_ is not None:
        flc = False
        if baseline.ratio_normal is False:
            involved = "kappa" if baseline.kappa > baseline.lambda_ else "lambda"
            flc = criteria.flc_measurable.met(max(baseline.kappa, baseline.lambda_))
    marrow = None if baseline.marrow is None else criteria.marrow_measurable.met(baseline.marrow)
    unknown = tuple(
        name
        for name, known in (("serum_m", serum), ("urine_m", urine), ("flc", flc))
        if known is None
    )
    kind: DiseaseKind
    if serum or urine:
        kind = "serum and urine" if serum and urine else "serum" if serum else "urine"
        unknown = tuple(name for name in unknown if name != "flc")
    elif serum is None or urine is None:
        kind = "unknown"
    elif flc:
        kind = "flc"
    elif flc is None and options.flc_unknown_at_baseline == "NE":
        kind = "unknown"
    elif marrow:
        kind = "marrow"
    elif marrow is None:
        kind, unknown = "unknown", (*unknown, "bm_pc")
    else:
        kind = "circulating" if baseline.circulating else "none"
    return Disease(
        kind=kind,
        involved=involved,
        plasmacytoma=None if baseline.spd is None else baseline.spd > 0,
        unknown=unknown,
    )
