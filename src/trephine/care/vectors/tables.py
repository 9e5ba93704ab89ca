"""Runners of the vectors that follow from decision tables: immunoglobulin, eligibility, scores."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from trephine.care.decide import decide
from trephine.care.enter import enter
from trephine.core.decision import Decision
from trephine.core.observable import Observable
from trephine.core.record import Reading, Record
from trephine.core.rule import Pathway
from trephine.core.value import Coded, Number, Value

Found = Mapping[str, Any]
Decided = Mapping[str, Decision]

# Any moment will do: a vector states one.
_AT = datetime(2026, 1, 15, 8, tzinfo=UTC)
_LABS = {"anc": "anc", "plt": "platelets", "wbc": "wbc", "alc": "alc", "hb": "hemoglobin"}
_GRADES = {
    "anc": "neutrophil_grade",
    "plt": "platelet_grade",
    "wbc": "wbc_grade",
    "alc": "lymphocyte_grade",
    "hb": "anemia_grade",
}
_UNITS = {"hb": "g/L"}
# A stage of the ISS as values that have it: the vectors state the stage itself.
_STAGES = {1: ("3.0", "40"), 2: ("4.0", "40"), 3: ("6.0", "40")}


class TableRunners:
    """Runs vectors of one kind through the whole pathway, and reads the answer in their words."""

    def __init__(self, pathway: Pathway, observables: Mapping[str, Observable]) -> None:
        """Keep the content that decides; ``pathway`` has the outside layer enabled for scores."""
        self.pathway = pathway
        self.observables = observables

    def by_kind(self) -> dict[str, Callable[[Mapping[str, Any], object], Found]]:
        """Return the runner of each kind."""
        return {
            "igg": self.igg,
            "eligibility_bilirubin": self.bilirubin,
            "eligibility_ps": self.performance,
            "car_hematotox": self.hematotox,
            "r2_iss": self.r2_iss,
            "ctcae5": self.ctcae5,
        }

    def igg(self, given: Mapping[str, Any], _: object) -> Found:
        """Return what follows from serum IgG; a value without its unit is not evaluable."""
        value, unit = given["igg"]["value"], given["igg"]["unit"]
        readings = [self._read("infusion", True, hours=24 * 40)]
        if unit:
            readings.append(self._read("igg", value, unit))
        else:
            readings.append(Reading(time=_AT, observable="igg", value=None))
        if given["active_infection"] is not None:
            readings.append(self._read("active_infection", given["active_infection"]))
        if (days := given.get("days_since_ivig")) is not None:
            readings.append(self._read("immunoglobulin_iv", True, hours=24 * days))
        found = self._decided(readings)
        action = found["igg_action"]
        if any(name == "igg" and not v.known for name, v in action.inputs):
            return {"status": "not_evaluable"}
        flags = {"exogenous-igg": "exogenous_igg"}
        codes = [c.code for rule in _concluded(found) for c in rule.conclusions]
        return {
            "action": sorted(_codes(action.value)),
            "status": "determinate" if action.status == "decided" else "indeterminate",
            "flags": [flags[code] for code in codes if code in flags],
        }

    def bilirubin(self, given: Mapping[str, Any], _: object) -> Found:
        """Return what both readings of the bilirubin limit say."""
        one = given["total_bilirubin"]
        readings = [self._read("total_bilirubin", one["value"], one["unit"])]
        known = Record(patient="vector", readings=tuple(readings))
        decisions, _known = decide(known, _AT, self.pathway, self.observables)
        layers = {d.table.layer: d for d in decisions if d.table.decides == "bilirubin_limit"}
        words = {"met": "pass", "not_met": "fail"}
        errata = {key for d in layers.values() for f in d.fired for key in f.rule.errata}
        return {
            "literal_source": words[min(_codes(layers["source"].value))],
            "safe_reading": words[min(_codes(layers["reference"].value))],
            "must_alert": "source_unit_error_suspected" if "consensus-bilirubin" in errata else "",
        }

    def performance(self, given: Mapping[str, Any], _: object) -> Found:
        """Return whether the performance status meets the general requirement."""
        readings = [
            self._read(name, given[name], "{score}")
            for name in ("kps", "ecog")
            if given[name] is not None
        ]
        found = self._decided(readings)
        met = next(f.holds for d in found.values() for f in d.fired if f.rule.id == "ELIG-01")
        codes = [c.code for rule in _concluded(found) for c in rule.conclusions]
        return {
            "general_requirement": ("met" if met.low else "not_met") if met.known else "unknown",
            "flags": ["kps_ecog_discordant"] if "kps-ecog-discordant" in codes else [],
        }

    def hematotox(self, given: Mapping[str, Any], _: object) -> Found:
        """Return the CAR-HEMATOTOX score and its group."""
        units = {
            "anc_per_ul": ("anc", "/uL"),
            "hb_g_dl": ("hemoglobin", "g/dL"),
            "plt_10e9_l": ("platelets", "10*9/L"),
            "crp_mg_dl": ("crp", "mg/dL"),
            "ferritin_ng_ml": ("ferritin", "ng/mL"),
        }
        readings = [self._read(units[key][0], value, units[key][1]) for key, value in given.items()]
        found = self._decided(readings)
        return {
            "score": _only(found["car_hematotox"].value),
            "class": min(_codes(found["car_hematotox_group"].value)),
        }

    def r2_iss(self, given: Mapping[str, Any], _: object) -> Found:
        """Return the stage by R2-ISS; the score that the vectors state too is its sum of points."""
        found = self._decided(list(self._r2_readings(given)))
        points = found["r2_iss_points"].value
        stages = sorted(_codes(found["r2_iss_stage"].value))
        low, high = float(_low(points)), float(_high(points))
        return {
            "score": low,
            "score_range": [low, high],
            "stage": stages[0] if len(stages) == 1 else stages,
        }

    def _r2_readings(self, given: Mapping[str, Any]) -> Iterator[Reading]:
        beta2, albumin = _STAGES[given["iss"]]
        yield self._read("beta2_microglobulin", beta2, "mg/L")
        yield self._read("albumin", albumin, "g/L")
        if given["ldh_high"] is not None:
            yield self._read("ldh", "300" if given["ldh_high"] else "200", "U/L", high="250")
        for key, name in (("del17p", "del17p"), ("t414", "t_4_14"), ("gain1q", "gain_1q")):
            if given[key] is not None:
                yield self._read(name, bool(given[key]))

    def ctcae5(self, given: Mapping[str, Any], _: object) -> Found:
        """Return the grade of a cytopenia."""
        lab = given["lab"]
        unit = _UNITS.get(lab, "10*9/L")
        reading = self._read(_LABS[lab], given["value"], unit, low=given["lln"])
        return {"grade": _only(self._decided([reading])[_GRADES[lab]].value)}

    def _read(
        self,
        name: str,
        value: object,
        unit: str = "",
        *,
        hours: float = 0,
        low: object = None,
        high: object = None,
    ) -> Reading:
        time = _AT - timedelta(hours=hours)
        one = self.observables[name]
        return enter(one, value, unit, time, where=name, low=low, high=high)

    def _decided(self, readings: list[Reading]) -> Decided:
        record = Record(patient="vector", readings=tuple(readings))
        found, _ = decide(record, _AT, self.pathway, self.observables)
        return {one.table.decides: one for one in found if one.in_force}


def _concluded(found: Decided) -> Iterator[Any]:
    for one in found.values():
        yield from one.concluded


def _codes(value: Value | None) -> frozenset[str]:
    return value.possible if isinstance(value, Coded) else frozenset()


def _low(value: Value | None) -> Decimal:
    return value.low if isinstance(value, Number) else Decimal("NaN")


def _high(value: Value | None) -> Decimal:
    return value.high if isinstance(value, Number) else Decimal("NaN")


def _only(value: Value | None) -> int | None:
    return int(_low(value)) if value is not None and value.known else None
