"""wording: the arithmetic of a response, said in both languages."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from trephine.core.response import Threshold
from trephine.core.text import Text, both_of

# What each component is called and its unit.
NAMES = {
    "serum_m": (Text(zh="血清 M 蛋白", en="serum M-protein"), "g/L"),
    "urine_m": (Text(zh="尿 M 蛋白", en="urine M-protein"), "mg/24 h"),
    "dflc": (Text(zh="游离轻链差值", en="free light chain difference"), "mg/L"),
    "flc_ratio": (Text(zh="游离轻链比值", en="free light chain ratio"), ""),
    "bm_pc": (Text(zh="骨髓浆细胞", en="marrow plasma cells"), "%"),
    "clonality": (Text(zh="骨髓克隆性", en="clonality of the marrow"), ""),
    "plasmacytoma_spd": (Text(zh="浆细胞瘤 SPD", en="plasmacytoma SPD"), "mm²"),
    "longest_diameter": (Text(zh="病灶最长径", en="longest diameter of a lesion"), "mm"),
    "circulating_pc": (Text(zh="循环浆细胞", en="circulating plasma cells"), "/µL"),
    "serum_ife": (Text(zh="血清免疫固定电泳", en="serum immunofixation"), ""),
    "urine_ife": (Text(zh="尿免疫固定电泳", en="urine immunofixation"), ""),
    "marrow_pc": (Text(zh="骨髓浆细胞", en="marrow plasma cells"), "%"),
    "spd": (Text(zh="浆细胞瘤 SPD", en="plasmacytoma SPD"), "mm²"),
    "kappa": (Text(zh="游离轻链 κ", en="free light chain κ"), "mg/L"),
    "lambda_": (Text(zh="游离轻链 λ", en="free light chain λ"), "mg/L"),
    "flc": (Text(zh="血清游离轻链", en="serum free light chains"), "mg/L"),
    "iga": (Text(zh="定量 IgA", en="quantitative IgA"), "g/L"),
    "igd": (Text(zh="定量 IgD", en="quantitative IgD"), "g/L"),
    "lesions": (Text(zh="病灶数", en="number of lesions"), ""),
    "short_axis": (Text(zh="病灶短径", en="short axis of a lesion"), "mm"),
    "pet": (Text(zh="PET", en="PET"), ""),
    "new_lesion": (Text(zh="新病灶", en="new lesion"), ""),
}


def name(code: str) -> Text:
    """Return what a component is called; its code where it has no other name."""
    return NAMES[code][0] if code in NAMES else both_of(code)


def shown(value: Fraction) -> str:
    """Return a number as a reader writes it: at most two decimals, no trailing noughts."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{exact:.2f}"
    return text.rstrip("0").rstrip(".")


@lru_cache(maxsize=4096)  # a visit is graded some twenty times to tell what is missing
def moved(code: str, start: Fraction | None, now: Fraction) -> Text:
    """Return ``serum M-protein 40 to 4 g/L (-90 %)``; without percent where the start is 0."""
    label, unit = NAMES[code]
    tail = f" {unit}" if unit else ""
    if start is None:
        return Text(zh=f"{label.zh} {shown(now)}{tail}", en=f"{label.en} {shown(now)}{tail}")
    change = ""
    if start > 0:
        percent = (now - start) * 100 / start
        sign = "+" if percent >= 0 else "−"
        change = f"（{sign}{shown(abs(percent))} %）"
    return Text(
        zh=f"{label.zh} {shown(start)} → {shown(now)}{tail}{change}",
        en=f"{label.en} {shown(start)} → {shown(now)}{tail}"
        + change.replace("（", " (").replace("）", ")"),
    )


def rose(code: str, nadir: Fraction | None, now: Fraction | None, least: Threshold) -> Text:
    """Return the rise from the nadir and what it is held against."""
    if nadir is None or now is None:
        return name(code)
    change = moved(code, nadir, now)
    difference = shown(now - nadir)
    return Text(
        zh=f"较最低值：{change.zh}，升高 {difference}；{least.label.zh} {least}",
        en=f"from the nadir: {change.en}, a rise of {difference}; {least.label.en} {least}",
    )


def missing(code: str) -> Text:
    """Return that a component is not known."""
    label = name(code)
    return Text(zh=f"{label.zh}未知", en=f"{label.en} not known")


def joined(parts: tuple[Text, ...]) -> Text:
    """Return several sentences as one."""
    return Text(zh="；".join(one.zh for one in parts), en="; ".join(one.en for one in parts))
