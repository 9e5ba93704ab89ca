"""Estimate: a pooled answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from trephine.core.caution import Caution

_NAN = float("nan")
_NO_BACK: Mapping[str, "Back"] = MappingProxyType({})
_NO_EXTRAS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """The estimate on its natural scale (a proportion, a rate, an odds ratio)."""

    estimate: float
    ci_lb: float
    ci_ub: float
    pi_lb: float = _NAN
    pi_ub: float = _NAN

    def as_dict(self) -> dict[str, float]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A pooled answer, on the scale of ``measure``; ``back`` holds it on the natural scale.

    ``level`` and ``I2`` are percentages. A figure that a method does not give is NaN, never 0:
    k = 1 has no tau2. ``back`` is keyed by back-transformation (``natural`` for measures that
    have one; for PFT ``miller_hm``, ``barendregt_doi``, ``miller_total_n``, ``sin2``).
    ``methods`` are the keys that ``cite`` resolves. ``model`` is empty for the usual normal model
    of effect sizes, else its name (``binomial-normal``, ``UM.FS``, ``mantel-haenszel``); ``extras``
    are figures that only this model has, by name (``sigma2``, ``rho``, ``Q_wald``, ``CMH``), as its
    verb documents. It does not hold the study data.
    """

    measure: str
    method: str
    test: str
    level: float
    k: int
    estimate: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    ddf: float = _NAN
    pi_lb: float = _NAN
    pi_ub: float = _NAN
    pi_method: str = ""
    tau2: float = _NAN
    se_tau2: float = _NAN
    tau2_lb: float = _NAN
    tau2_ub: float = _NAN
    tau2_ci_method: str = ""
    I2: float = _NAN
    H2: float = _NAN
    Q: float = _NAN
    Q_df: float = _NAN
    Qp: float = _NAN
    log_likelihood: float = _NAN
    log_likelihood_restricted: float = _NAN
    back: Mapping[str, Back] = field(default_factory=lambda: _NO_BACK)
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()
    model: str = ""
    extras: Mapping[str, float] = field(default_factory=lambda: _NO_EXTRAS)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values by the field's names, ready for JSON except NaN."""
        out: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name == "back":
                value = {key: back.as_dict() for key, back in value.items()}
                if set(value) == {"natural"}:
                    value = value["natural"]
            elif name == "cautions":
                value = [
                    {
                        "kind": c.kind,
                        "zh": c.text.zh,
                        "en": c.text.en,
                        "studies": list(c.studies),
                    }
                    for c in value
                ]
            elif name == "methods":
                value = list(value)
            elif name == "extras":
                value = dict(value)
            out[name] = value
        return out
