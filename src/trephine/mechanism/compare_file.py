"""read_comparison: the file that names the arms of a comparison."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from trephine.core.error import InputError
from trephine.core.option import names_near
from trephine.core.text import Text
from trephine.core.toml_line import line_of, toml_fault

_WHOLE = {
    "population": str, "n": int, "days": float, "seed": int, "level": float, "title": str,
    "members": int,
    "set": dict, "arm": list,
}  # fmt: skip
_ARM = {
    "label": str, "label_zh": str, "label_en": str, "product": str, "second": str,
    "strategies": list, "dose": float,
}  # fmt: skip
_LABELS = ("label", "label_zh", "label_en")
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
    """What a comparison compares, by ids; nothing is looked up here.

    ``name`` and ``text`` are the file's own, for refusals that come later to say where.
    """

    arms: tuple[ArmEntry, ...]
    name: str
    text: str = field(repr=False)
    population: str = ""
    n: int = 1000
    days: float = 730.0
    seed: int = 1
    level: float = 95.0
    title: str = ""
    members: int = 0
    changes: Mapping[str, float] = field(default_factory=dict)

    def place(self, *steps: str | int) -> str:
        """Return the file and line of a key: ``place("arm", 0, "dose")``, arms counted from 0.

        A key that is not there is placed where its table begins.
        """
        return _place(self.name, self.text, *steps)


def read_comparison(text: str, name: str) -> ComparisonFile:
    """Return the comparison of a TOML text; ``name`` is what errors call it, with the line.

    Keys: ``population``, ``n``, ``days``, ``seed``, ``level``, ``title``, ``members`` (of the
    fitted ensemble, 0 for none), a table ``set`` of
    parameters, and ``[[arm]]`` with ``product``, ``strategies``, ``second``, ``dose`` and either
    ``label`` or ``label_zh`` and ``label_en``. Unknown keys and two arms of one name are refused.
    Raises InputError.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise toml_fault(text, error, name) from None
    _check(tree, _WHOLE, name, text)
    arms = tree.get("arm", [])
    for at, one in enumerate(arms):
        place = _place(name, text, "arm", at)
        if not isinstance(one, dict):
            raise _wrong(place, f"arm {at + 1}", repr(one)[:60], "[[arm]]")
        _check(one, _ARM, name, text, "arm", at)
        if not one.get("product"):
            raise _wrong(place, "product", "—", 'product = "..."')
        if any(not isinstance(entry, str) for entry in one.get("strategies", [])):
            place = _place(name, text, "arm", at, "strategies")
            raise _wrong(place, "strategies", repr(one["strategies"])[:60], '["gsi"]')
    changes = tree.get("set", {})
    for key, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            place = _place(name, text, "set", key)
            raise _wrong(place, f"set.{key}", repr(value)[:60], "1.0")
    plain = {key: tree[key] for key in ("population", "title") if key in tree}
    numbers = {
        key: _WHOLE[key](tree[key])
        for key in ("n", "days", "seed", "level", "members")
        if key in tree
    }
    found = ComparisonFile(
        arms=tuple(_arm(one) for one in arms),
        name=name,
        text=text,
        changes={key: float(value) for key, value in changes.items()},
        **plain,
        **numbers,
    )
    _check_names(found)
    return found


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


def _check_names(found: ComparisonFile) -> None:
    """Refuse two arms that a table or figure would call the same. Raises InputError.

    An arm without a label is called by its product and strategies, which do not tell its dose; two
    that differ in nothing at all are refused where their treatments are compared.
    """
    for (a, one), (b, other) in combinations(enumerate(found.arms), 2):
        if one.label is not None and other.label is not None:
            pairs = zip(one.label, other.label, strict=True)
            name = next((x for x, y in pairs if x.strip() == y.strip()), "")
        else:
            same = one != other and replace(one, dose=other.dose) == other
            name = ", ".join((one.product, *one.strategies)) if same else ""
        if name:
            raise InputError(
                what=Text(zh="两组同名", en="Two arms have the same name"),
                where=" & ".join(found.place("arm", at, *_LABELS) for at in (a, b)),
                found=name,
                do=Text(
                    zh="用 label（或 label_zh 与 label_en）给每组起不同的名称",
                    en="give each a label (or label_zh and label_en) of its own",
                ),
            )


def _check(
    found: Mapping[str, Any], declared: Mapping[str, type], name: str, text: str, *steps: str | int
) -> None:
    for key, value in found.items():
        if key not in declared:
            raise InputError(
                what=Text(zh="没有这个键", en="There is no such key"),
                where=_place(name, text, *steps, key),
                found=key,
                do=names_near(key, declared, listed="docs/how-to/simulate.md"),
            )
        kind = declared[key]
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if not fits or isinstance(value, bool):
            raise _wrong(_place(name, text, *steps, key), key, repr(value)[:60], _KINDS[kind])


def _place(name: str, text: str, *steps: str | int) -> str:
    return f"{name}:{line_of(text, steps)}"


def _wrong(where: str, key: str, found: str, example: str) -> InputError:
    return InputError(
        what=Text(zh=f"{key} 的写法不对", en=f"{key} is not written as it should be"),
        where=where,
        found=found,
        do=Text(zh=f"例如：{example}", en=f"for example: {example}"),
    )
