"""cockcroft_gault and ckd_epi_2021: kidney function from age, creatinine and sex."""

from decimal import Decimal
from typing import Literal

from trephine.care.sound import sound_number
from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Text

Sex = Literal["female", "male"]
# Both formulae were fitted on mg/dL: 1 mg/dL of creatinine (113.12 g/mol) is 88.42 umol/L.
UMOL_PER_MG_DL = Decimal("88.42")


def cockcroft_gault(*, age: Decimal, weight: Decimal, creatinine: Decimal, sex: Sex) -> Decimal:
    """Return creatinine clearance in mL/min, not scaled to a body surface.

    (140 - age) * weight / (72 * creatinine in mg/dL), times 0.85 in women. ``age`` in years,
    ``weight`` in kg (as it is, not an ideal one), ``creatinine`` in umol/L. It holds for a stable
    creatinine and says nothing of one that is rising. Raises InputError.
    Source: Cockcroft DW, Gault MH, Nephron 1976;16:31.
    """
    years, creatinine = _sound(age, creatinine, sex)
    weight = sound_number(weight, "weight", "kg")
    if years >= 140:
        raise _age(years, "cockcroft_gault", "< 140")
    clearance = (140 - years) * weight / (72 * (creatinine / UMOL_PER_MG_DL))
    return clearance * Decimal("0.85") if sex == "female" else clearance


def ckd_epi_2021(*, age: Decimal, creatinine: Decimal, sex: Sex) -> Decimal:
    """Return the estimated filtration rate in mL/min per 1.73 m2: never a creatinine clearance.

    142 * min(c/k, 1)^a * max(c/k, 1)^-1.200 * 0.9938^age, times 1.012 in women, where c is
    creatinine in mg/dL, k 0.7 in women and 0.9 in men, a -0.241 and -0.302. ``age`` in years, 18 or
    more; ``creatinine`` in umol/L. Raises InputError.
    Source: Inker LA et al, N Engl J Med 2021;385:1737 (creatinine alone, without race).
    """
    years, creatinine = _sound(age, creatinine, sex)
    if years < 18:
        raise _age(years, "ckd_epi_2021", ">= 18")
    female = sex == "female"
    ratio = creatinine / UMOL_PER_MG_DL / Decimal("0.7" if female else "0.9")
    low = min(ratio, Decimal(1)) ** Decimal("-0.241" if female else "-0.302")
    high = max(ratio, Decimal(1)) ** Decimal("-1.200")
    rate = 142 * low * high * Decimal("0.9938") ** years
    return rate * Decimal("1.012") if female else rate


def _sound(age: Decimal, creatinine: Decimal, sex: str) -> tuple[Decimal, Decimal]:
    one_of("sex", sex, ("female", "male"))
    years = sound_number(age, "age", "a", zero=True)
    return years, sound_number(creatinine, "creatinine", "umol/L")


def _age(years: Decimal, where: str, allowed: str) -> InputError:
    return InputError(
        what=Text(zh="公式不适用于此年龄", en="the formula is not meant for this age"),
        where=f"{where}: age",
        found=f"{years} a",
        do=Text(zh=f"核对年龄（{allowed}）", en=f"check the age ({allowed})"),
    )
