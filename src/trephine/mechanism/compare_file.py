"""read_comparison: the file that names the arms of a comparison."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trephine.core.error import InputError
from trephine.core.option import names_near
from trephine.core.text import Text

_WHOLE = {
    "population": str, "n": int, "days": float, "seed": int, "level": float, "title": str,
    "members": int,
    "set": dict, "arm": list,
}  # fmt: skip
_ARM = {
    "label": str, "label_zh": str, "label_en": str, "product": str, "second": str,
    "strategies": list, "dose": float,
}  # fmt: skip
_KINDS = {str: "text", int: "1", float: "1.0", dict: "{ name = 1.0 }", list: "[ ... ]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmEntry:
    """One arm by the ids of its product and strategies. ``dose`` is in the product's own unit."""

    product: str
    label: Text | None = None
    second: str = ""
    strategies: tuple[str, ...] = ()
    dose: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonFile:
    """What a comparison compares, by ids; nothing is looked up here."""

    arms: tuple[ArmEntry, ...]
    population: str = ""
    n: int = 1000
    days: float = 730.0
    seed: int = 1
    level: float = 95.0
    title: str = ""
    members: int = 0
    changes: Mapping[str, float] = field(default_factory=dict)


def read_comparison(text: str, name: str) -> ComparisonFile:
    """Return the comparison of a TOML text; ``name`` is what errors call it.

    Keys: ``population``, ``n``, ``days``, ``seed``, ``level``, ``title``, ``members`` (of the
    fitted ensemble, 0 for none), a table ``set`` of
    parameters, and ``[[arm]]`` with ``product``, ``strategies``, ``second``, ``dose`` and either
    ``label`` or ``label_zh`` and ``label_en``. Unknown keys are refused. Raises InputError.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        stated = re.search(r"at line (\d+)", str(error))
        raise InputError(
            what=Text(zh="不是合法的 TOML", en="This is not valid TOML"),
            where=f"{name}:{stated[1]}" if stated else name,
            found=str(error),
            do=Text(zh="按 TOML 语法改正此行", en="Correct the line by the rules of TOML"),
        ) from None
    _check(tree, _WHOLE, name, text)
    arms = tree.get("arm", [])
    for at, one in enumerate(arms):
        if not isinstance(one, dict):
            raise _wrong(name, f"arm {at + 1}", repr(one)[:60], "[[arm]]")
        place = f"{name}, arm {at + 1}"
        _check(one, _ARM, place, text)
        if not one.get("product"):
            raise _wrong(place, "product", "—", 'product = "..."')
        if any(not isinstance(entry, str) for entry in one.get("strategies", [])):
            raise _wrong(name, "strategies", repr(one["strategies"])[:60], '["gsi"]')
    changes = tree.get("set", {})
    for key, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(name, f"set.{key}", repr(value)[:60], "1.0")
    plain = {key: tree[key] for key in ("population", "title") if key in tree}
    numbers = {
        key: _WHOLE[key](tree[key])
        for key in ("n", "days", "seed", "level", "members")
        if key in tree
    }
    return ComparisonFile(
        arms=tuple(_arm(one) for one in arms),
        changes={key: float(value) for key, value in changes.items()},
        **plain,
        **numbers,
    )


def _arm(one: Mapping[str, Any]) -> ArmEntry:
    zh, en = one.get("label_zh", one.get("label", "")), one.get("label_en", one.get("label", ""))
    label = Text(zh=zh or en, en=en or zh) if (zh or en).strip() else None
    return ArmEntry(
        product=one["product"],
        label=label,
        second=one.get("second", ""),
        strategies=tuple(one.get("strategies", [])),
        dose=float(one["dose"]) if "dose" in one else None,
    )


def _check(found: Mapping[str, Any], declared: Mapping[str, type], where: str, text: str) -> None:
    for key, value in found.items():
        if key not in declared:
            raise InputError(
                what=Text(zh="没有这个键", en="There is no such key"),
                where=_placed(where, key, text),
                found=key,
                do=names_near(key, declared, listed="docs/how-to/simulate.md"),
            )
        kind = declared[key]
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if not fits or isinstance(value, bool):
            raise _wrong(_placed(where, key, text), key, repr(value)[:60], _KINDS[kind])


def _placed(where: str, key: str, text: str) -> str:
    """Return the place with the line on which the key first stands."""
    line = next(
        (
            at
            for at, one in enumerate(text.split("\n"), 1)
            if re.match(rf"\s*{re.escape(key)}\b", one)
        ),
        0,
    )
    return f"{where}:{line}" if line else where


def _wrong(where: str, key: str, found: str, example: str) -> InputError:
    return InputError(
        what=Text(zh=f"{key} 的写法不对", en=f"{key} is not written as it should be"),
        where=where,
        found=found,
        do=Text(zh=f"例如：{example}", en=f"for example: {example}"),
    )
