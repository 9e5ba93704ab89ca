"""unit_parts: a unit written as UCUM writes it, as powers of the kinds of unit that SBML knows."""

import re

Part = tuple[str, int, float]

# Without metric prefix: kind of SBML unit and what one of it is.
_ATOMS: dict[str, tuple[tuple[str, int, float], ...]] = {
    "%": (("dimensionless", 1, 0.01),),
    "d": (("second", 1, 86400.0),),
    "h": (("second", 1, 3600.0),),
    "min": (("second", 1, 60.0),),
    "wk": (("second", 1, 604800.0),),
    "a": (("second", 1, 31557600.0),),
    "Gc": (("item", 1, 1e9),),
    "Cel": (("kelvin", 1, 1.0),),
    "item": (("item", 1, 1.0),),
}
_METRIC: dict[str, tuple[tuple[str, int, float], ...]] = {
    "s": (("second", 1, 1.0),),
    "g": (("gram", 1, 1.0),),
    "L": (("litre", 1, 1.0),),
    "l": (("litre", 1, 1.0),),
    "m": (("metre", 1, 1.0),),
    "mol": (("mole", 1, 1.0),),
    "K": (("kelvin", 1, 1.0),),
    "Pa": (("pascal", 1, 1.0),),
    "J": (("joule", 1, 1.0),),
    "W": (("watt", 1, 1.0),),
    "N": (("newton", 1, 1.0),),
    "Bq": (("becquerel", 1, 1.0),),
    "kat": (("katal", 1, 1.0),),
    "m[Hg]": (("pascal", 1, 133322.0),),
    "U": (("mole", 1, 1e-6), ("second", -1, 60.0)),
    "[IU]": (("item", 1, 1.0),),
}
_PREFIX = {
    "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "d": 1e-1, "c": 1e-2,
    "m": 1e-3, "u": 1e-6, "µ": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15,
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<sign>[./()])|(?P<note>\{[^}]*\})|10[*^](?P<tens>-?\d+)|(?P<factor>\d+)|(?P<atom>%|"
    r"(?:[A-Za-zµ]|\[[^\]]*\])+)(?P<power>-?\d+)?"
)


def unit_parts(unit: str) -> tuple[Part, ...] | None:
    """Return pairs of kind and exponent with the size of one, None where the text is not known.

    ``1/d`` is ``(("second", -1, 86400.0),)``. Curly brackets count as 1. A degree Celsius is a
    kelvin (differences alone convert), a cell an item. It knows the units of medicine, not all of
    UCUM.
    """
    tokens = []
    at = 0
    while at < len(unit):
        hit = _TOKEN.match(unit, at)
        if hit is None:
            return None
        tokens.append(hit)
        at = hit.end()
    if not tokens:
        return None
    return _parts(tokens)


def _parts(tokens: list[re.Match[str]]) -> tuple[Part, ...] | None:
    signs = [1]  # of each open bracket
    below = 1
    found: list[Part] = []
    for hit in tokens:
        sign = hit["sign"]
        if sign == "(":
            signs.append(signs[-1] * below)
            below = 1
        elif sign == ")":
            if len(signs) == 1:
                return None
            signs.pop()
            below = 1
        elif sign:
            below = -1 if sign == "/" else 1
        else:
            read = _atom(hit)
            if read is None:
                return None
            power = signs[-1] * below
            found += [(kind, exponent * power, size) for kind, exponent, size in read]
            below = 1
    return _joined(found) if len(signs) == 1 else None


def _atom(hit: re.Match[str]) -> tuple[Part, ...] | None:
    if hit["note"]:
        return (("dimensionless", 1, 1.0),)
    if hit["factor"]:
        return (("dimensionless", 1, float(hit["factor"])),)
    if hit["tens"]:
        return (("dimensionless", 1, 10.0 ** int(hit["tens"])),)
    word, power = hit["atom"], int(hit["power"] or 1)
    if word in _ATOMS or word in _METRIC:
        read = _ATOMS.get(word) or _METRIC[word]
    else:
        read = _METRIC.get(word[1:], ())
        if not read or word[0] not in _PREFIX:
            return None
        kind, exponent, size = read[0]
        read = ((kind, exponent, size * _PREFIX[word[0]]), *read[1:])
    return tuple((kind, exponent * power, size) for kind, exponent, size in read)


def _joined(found: list[Part]) -> tuple[Part, ...]:
    """Return the parts with plain factors in one, left out where it is 1 beside others."""
    factor = 1.0
    others = []
    for kind, exponent, size in found:
        if kind == "dimensionless":
            factor *= size**exponent
        else:
            others.append((kind, exponent, size))
    if others and factor == 1.0:
        return tuple(others)
    return (*others, ("dimensionless", 1, factor))
