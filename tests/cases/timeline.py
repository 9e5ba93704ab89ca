"""Timeline: a synthetic course as it is written down, line by line, without chance."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from pathlib import Path

CHINA = timezone(timedelta(hours=8))
# What the laboratory and the ward of these courses write: unit, decimals, limits of normal.
TESTS = {
    "temperature": ("Cel", 1, None),
    "systolic_bp": ("mm[Hg]", 0, None),
    "heart_rate": ("/min", 0, None),
    "respiratory_rate": ("/min", 0, None),
    "spo2": ("%", 0, None),
    "sao2": ("%", 0, None),
    "spo2_room_air": ("%", 0, None),
    "oxygen_flow": ("L/min", 0, None),
    "weight": ("kg", 1, None),
    "height": ("cm", 0, None),
    "kps": ("{score}", 0, None),
    "ecog": ("{score}", 0, None),
    "lvef": ("%", 0, None),
    "expected_survival": ("wk", 0, None),
    "alt": ("U/L", 0, (9, 50)),
    "ast": ("U/L", 0, (15, 40)),
    "total_bilirubin": ("umol/L", 1, (3, 22)),
    "creatinine": ("umol/L", 0, (57, 97)),
    "urea": ("mmol/L", 1, (Decimal("3.1"), 8)),
    "sodium": ("mmol/L", 0, (137, 147)),
    "potassium": ("mmol/L", 1, (Decimal("3.5"), Decimal("5.3"))),
    "calcium": ("mmol/L", 2, (Decimal("2.11"), Decimal("2.52"))),
    "phosphate": ("mmol/L", 2, (Decimal("0.85"), Decimal("1.51"))),
    "urate": ("umol/L", 0, (208, 428)),
    "albumin": ("g/L", 0, (40, 55)),
    "ldh": ("U/L", 0, (120, 250)),
    "beta2_microglobulin": ("mg/L", 1, (Decimal("0.8"), Decimal("2.4"))),
    "hemoglobin": ("g/L", 0, (115, 175)),
    "platelets": ("10*9/L", 0, (125, 350)),
    "wbc": ("10*9/L", 2, (Decimal("3.5"), Decimal("9.5"))),
    "anc": ("10*9/L", 2, (Decimal("1.8"), Decimal("6.3"))),
    "alc": ("10*9/L", 2, (Decimal("1.1"), Decimal("3.2"))),
    "cd3_count": ("/uL", 0, None),
    "crp": ("mg/L", 1, (0, 6)),
    "ferritin": ("ug/L", 0, (30, 400)),
    "il6": ("pg/mL", 1, (0, 7)),
    "fibrinogen": ("g/L", 2, (2, 4)),
    "triglycerides": ("mmol/L", 2, (0, Decimal("1.7"))),
    "prothrombin_time": ("s", 1, (Decimal("9.4"), Decimal("12.5"))),
    "aptt": ("s", 1, (25, 37)),
    "d_dimer": ("mg/L", 2, (0, Decimal("0.5"))),
    "igg": ("g/L", 2, (Decimal("8.6"), Decimal("17.4"))),
    "iga": ("g/L", 2, (1, Decimal("4.2"))),
    "igm": ("g/L", 2, (Decimal("0.3"), Decimal("2.2"))),
    "cd19_count": ("/uL", 0, None),
    "troponin": ("ng/L", 1, (0, 14)),
    "nt_probnp": ("ng/L", 0, (0, 125)),
    "serum_m_protein": ("g/L", 1, None),
    "urine_m_protein": ("mg/(24.h)", 0, None),
    "kappa_flc": ("mg/L", 1, None),
    "lambda_flc": ("mg/L", 1, None),
    "marrow_plasma_cells": ("%", 1, None),
    "plasmacytoma_spd": ("mm2", 0, None),
    "plasmacytoma_longest": ("mm", 0, None),
    "prior_lines": ("1", 0, None),
    "product_dose": ("10*6", 0, None),
    "product_dose_per_kg": ("10*6/kg", 2, None),
    "collected_cells": ("10*6/kg", 0, None),
    "tocilizumab": ("mg", 0, None),
    "dexamethasone": ("mg", 0, None),
    "methylprednisolone": ("mg", 0, None),
    "paracetamol": ("mg", 0, None),
    "levetiracetam": ("mg", 0, None),
    "fludarabine": ("mg", 1, None),
    "cyclophosphamide": ("mg", 0, None),
    "aciclovir": ("mg", 0, None),
    "norfloxacin": ("mg", 0, None),
    "triazole_antifungal": ("mg", 0, None),
    "sulfamethoxazole_trimethoprim": ("mg", 0, None),
    "entecavir": ("mg", 1, None),
    "anakinra": ("mg", 0, None),
    "filgrastim": ("ug", 0, None),
    "immunoglobulin_iv": ("g", 1, None),
    "ice_total": ("{score}", 0, None),
    "ice_year": ("{score}", 0, None),
    "ice_month": ("{score}", 0, None),
    "ice_city": ("{score}", 0, None),
    "ice_hospital": ("{score}", 0, None),
    "ice_naming": ("{score}", 0, None),
    "ice_command": ("{score}", 0, None),
    "ice_writing": ("{score}", 0, None),
    "ice_attention": ("{score}", 0, None),
    "seizure_duration": ("min", 0, None),
    "liver_toxicity_grade": ("1", 0, None),
    "renal_toxicity_grade": ("1", 0, None),
    "pulmonary_oedema_grade": ("1", 0, None),
    "tocilizumab_stock": ("1", 0, None),
    "tocilizumab_infusion_minutes": ("min", 0, None),
    "qtc": ("ms", 0, None),
}
VITAL = ("temperature", "systolic_bp", "heart_rate", "respiratory_rate", "spo2")


def rounded(value: Decimal, decimals: int) -> str:
    """Return a number as a laboratory writes it."""
    return str(value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN))


class Timeline:
    """One course: ``day0`` is that of the infusion, at ``hour``; times are those of China."""

    def __init__(self, patient: str, day0: str, hour: str = "10:00") -> None:
        self.patient = patient
        self.day0 = date.fromisoformat(day0)
        self.hour = hour
        self.lines: list[dict[str, object]] = []

    def when(self, day: int, clock: str) -> datetime:
        """Return a moment by the day after the infusion and the clock."""
        hours, minutes = map(int, clock.split(":"))
        there = datetime(self.day0.year, self.day0.month, self.day0.day, tzinfo=CHINA)
        return there + timedelta(days=day, hours=hours, minutes=minutes)

    def put(self, day: int, clock: str, **values: object) -> None:
        """Write readings of one moment: numbers with their unit, statements as a clinician's."""
        self.write(self.when(day, clock), **values)

    def write(self, time: datetime, *, keys: dict[str, object] | None = None, **values: object):
        """Write readings of one moment; ``keys`` are added to each line."""
        for name, value in values.items():
            line: dict[str, object] = {"time": time.isoformat(timespec="minutes")}
            line |= {"observable": name, "value": value}
            if name in TESTS and not isinstance(value, bool):
                unit, decimals, limits = TESTS[name]
                line |= {"value": rounded(Decimal(str(value)), decimals), "unit": unit}
                line["origin"] = "entered"
                if limits is not None:
                    line |= {"low": str(limits[0]), "high": str(limits[1])}
            elif isinstance(value, bool | list):
                line["origin"] = "clinician"
            else:
                line["origin"] = "entered"
            self.lines.append(line | (keys or {}))

    def vitals(self, *points: tuple[object, ...], every: int = 4) -> None:
        """Write vital signs ``every`` so many hours, straight between the points given.

        A point is day, clock, temperature, systolic pressure, heart rate, respiratory rate, SpO2.
        """
        known = [
            (self.when(int(p[0]), str(p[1])), [Decimal(str(v)) for v in p[2:]]) for p in points
        ]
        for (start, low), (end, high) in pairwise(known):
            time = start
            while time < end:
                part = Decimal((time - start).seconds + (time - start).days * 86400)
                part /= Decimal((end - start).seconds + (end - start).days * 86400)
                values = [a + (b - a) * part for a, b in zip(low, high, strict=True)]
                self.write(time, **dict(zip(VITAL, values, strict=True)))
                time += timedelta(hours=every)
        self.write(known[-1][0], **dict(zip(VITAL, known[-1][1], strict=True)))

    def labs(self, first: int, last: int, clock: str = "06:00", **courses: object) -> None:
        """Write daily results, straight between the points (day, value) of each test."""
        for day in range(first, last + 1):
            self.put(day, clock, **{name: between(day, c) for name, c in courses.items()})

    def daily(self, first: int, last: int, *clocks: str, **values: object) -> None:
        """Write the same every day at the given clocks: doses, statements, examinations."""
        for day in range(first, last + 1):
            for clock in clocks:
                self.put(day, clock, **values)

    def save(self, folder: Path) -> None:
        """Write ``record.jsonl``, by time and within it as it was put."""
        folder.mkdir(parents=True, exist_ok=True)
        ordered = sorted(self.lines, key=lambda line: str(line["time"]))
        head = {"record": 1, "patient": self.patient}
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in [head, *ordered])
        (folder / "record.jsonl").write_text(text + "\n", encoding="utf-8")


def between(day: int, course: object) -> Decimal:
    """Return the value of a day: a constant, or straight between the points given."""
    if not isinstance(course, list):
        return Decimal(str(course))
    if day <= course[0][0]:
        return Decimal(str(course[0][1]))
    for (x0, y0), (x1, y1) in pairwise(course):
        if day <= x1:
            start, end = Decimal(str(y0)), Decimal(str(y1))
            return start + (end - start) * (day - x0) / (x1 - x0)
    return Decimal(str(course[-1][1]))
