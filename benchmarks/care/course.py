"""One course of about 2,000 readings, as a ward would write them: generated, not a patient's.

Vital signs every two hours, blood counts and chemistry daily, neurological signs twice a day, from
two days before infusion to day 28, with a CRS that comes and goes.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from trephine.core.record import Reading, ReadingValue, Record

INFUSION = datetime(2026, 3, 2, 10, tzinfo=UTC)
LAST = INFUSION + timedelta(days=28)
# Name, canonical unit, middle, spread, digits after the point.
VITAL = (
    ("temperature", "Cel", 36.8, 0.3, 1),
    ("systolic_bp", "mm[Hg]", 118.0, 8.0, 0),
    ("heart_rate", "/min", 82.0, 8.0, 0),
    ("respiratory_rate", "/min", 17.0, 2.0, 0),
    ("spo2", "%", 96.0, 1.0, 0),
)
DAILY = (
    ("hemoglobin", "g/L", 92.0, 6.0, 0),
    ("platelets", "10*9/L", 80.0, 15.0, 0),
    ("wbc", "10*9/L", 2.5, 0.8, 2),
    ("anc", "10*9/L", 1.2, 0.5, 2),
    ("creatinine", "umol/L", 85.0, 8.0, 0),
    ("ferritin", "ug/L", 900.0, 200.0, 0),
    ("crp", "mg/L", 30.0, 10.0, 1),
    ("fibrinogen", "g/L", 2.6, 0.4, 2),
)
EXAMINED: tuple[tuple[str, ReadingValue], ...] = (
    ("consciousness", "awake"),
    ("motor", "none"),
    ("seizure", "none"),
    ("hypoxia", False),
    ("oxygen_device", "room_air"),
)


def course(readings: int = 2000, seed: int = 1) -> Record:
    """Return a Record of exactly ``readings`` readings; it has no units to convert."""
    rng = np.random.default_rng(seed)
    found = [
        _stated(INFUSION - timedelta(days=5), "sex", "female"),
        _stated(INFUSION - timedelta(days=5), "weight", Decimal(61), "kg"),
        _stated(INFUSION - timedelta(days=5), "height", Decimal(163), "cm"),
        _stated(INFUSION, "infusion", value=True),
    ]
    start, hours = INFUSION - timedelta(days=2), 0
    while len(found) < readings:
        time = start + timedelta(hours=hours)
        fever = 1.9 if 30 < hours - 48 < 90 else 0.0
        for name, unit, middle, spread, digits in VITAL:
            raised = fever if name == "temperature" else 0.0
            value = _rounded(middle + raised + spread * rng.standard_normal(), digits)
            found.append(_stated(time, name, value, unit))
        if hours % 24 == 0:
            for name, unit, middle, spread, digits in DAILY:
                value = _rounded(abs(middle + spread * rng.standard_normal()), digits)
                found.append(_stated(time, name, value, unit))
        if hours % 12 == 0:
            found.extend(_stated(time, name, value) for name, value in EXAMINED)
            found.append(_stated(time, "ice_total", Decimal(10), "{score}"))
            found.append(_stated(time, "hypotension", value=False))
        hours += 2
    return Record(patient="generated", readings=tuple(found[:readings]))


def _rounded(value: float, digits: int) -> Decimal:
    return Decimal(f"{value:.{digits}f}")


def _stated(time: datetime, name: str, value: ReadingValue, unit: str = "") -> Reading:
    return Reading(time=time, observable=name, value=value, unit=unit)
