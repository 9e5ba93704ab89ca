"""effects: from the columns of a table to one effect and its sampling variance a study."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.back_transform import back_transform
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.measure.continuity import check_correction
from trephine.evidence.measure.declaration import Computed, Correction, Measure
from trephine.evidence.measure.given import Given, Place, place_by_study, vector
from trephine.evidence.measure.register import measure_of

__all__ = ["back_transform", "effects"]


def effects(
    measure: str,
    *,
    labels: Sequence[object] | None = None,
    cc: float = 0.0,
    cc_to: str = "none",
    drop00: bool = False,
    place: Place | None = None,
    **columns: object,
) -> Effects:
    """Return the effects of every study on the scale of ``measure``.

    It adds nothing to empty cells unless ``cc`` (the amount) and ``cc_to`` (``only0``, ``all``,
    ``if0all``) ask for it: a study whose effect or variance does not exist then holds NaN in both
    and is named in a caution; so is a study with a missing value. Columns are named as in
    metafor's ``escalc`` (``xi ni``, ``ai bi ci di`` ...), (k,), counts of people or events;
    ``labels`` are unique. ``place`` says where a value stands, for error messages: a table's
    cells. Raises MethodError for an unknown measure, InputError for values that cannot be true,
    naming study and column.
    """
    kind = measure_of(measure)
    asked = Correction(float(cc), cc_to, drop00)
    check_correction(kind.key, asked, corrects=kind.corrects, drops00=kind.drops00)
    given = _given(kind, labels, place, columns)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = kind.compute(given, asked)
    yi, vi, cautions = _defined(kind, given, found)
    return Effects(
        measure=kind.key,
        yi=_frozen(yi),
        vi=_frozen(vi),
        ni=_frozen(found.ni),
        labels=given.labels,
        raw=MappingProxyType({name: _frozen(values) for name, values in found.raw.items()}),
        cautions=(*found.cautions, *cautions),
    )


def _frozen(values: Vector) -> Vector:
    out = np.array(values, dtype=np.float64)
    out.flags.writeable = False
    return out


def _given(
    kind: Measure,
    labels: Sequence[object] | None,
    place: Place | None,
    columns: Mapping[str, object],
) -> Given:
    present = {name: values for name, values in columns.items() if values is not None}
    _check_names(kind, present)
    sizes = {name: np.size(np.asarray(values)) for name, values in present.items()}
    k = max(sizes.values())
    if k == 0:
        raise InputError(
            what=Text(zh="没有任何研究", en="There is no study"),
            where=f"effects({kind.key!r})",
            found="empty columns",
            do=Text(zh="请至少提供一项研究", en="Give at least one study"),
        )
    if len(set(sizes.values())) > 1:
        raise InputError(
            what=Text(zh="各列长度不同", en="The columns differ in length"),
            where=f"effects({kind.key!r})",
            found=", ".join(f"{name}: {size}" for name, size in sizes.items()),
            do=Text(zh="每项研究每列应有一个值", en="Give one value a study in every column"),
        )
    names = _labels(labels, k)
    if place is None:
        place = place_by_study(names)
    vectors = {name: vector(name, values, place) for name, values in present.items()}
    return Given(columns=MappingProxyType(vectors), labels=names, place=place)


def _check_names(kind: Measure, present: Mapping[str, object]) -> None:
    unknown = [name for name in present if name not in kind.accepted]
    choices = "; ".join(" ".join(group) for group in kind.columns)
    do = Text(
        zh=f"{kind.key} 需要以下任一组列：{choices}", en=f"{kind.key} takes one of: {choices}"
    )
    if unknown:
        raise InputError(
            what=Text(zh="该效应量不认识这些列", en="The measure does not know these columns"),
            where=f"effects({kind.key!r})",
            found=", ".join(unknown),
            do=do,
        )
    if not any(set(group) <= set(present) for group in kind.columns):
        raise InputError(
            what=Text(zh="缺少所需的列", en="Columns are missing"),
            where=f"effects({kind.key!r})",
            found=", ".join(present) or "no column",
            do=do,
        )


def _labels(labels: Sequence[object] | None, k: int) -> tuple[str, ...]:
    if labels is None:
        return tuple(str(row + 1) for row in range(k))
    names = tuple(str(label) for label in labels)
    if len(names) != k:
        raise InputError(
            what=Text(zh="研究名称的数量与数据不符", en="There is not one label a study"),
            where="labels",
            found=f"{counted(len(names), 'label')} for {counted(k, 'study', 'studies')}",
            do=Text(zh="请为每项研究提供一个名称", en="Give one label a study"),
        )
    if len(set(names)) < k:
        seen: dict[str, int] = {}
        for row, name in enumerate(names):
            if name in seen:
                raise InputError(
                    what=Text(zh="研究名称重复", en="Two studies have the same label"),
                    where=f"labels, studies {seen[name] + 1} and {row + 1}",
                    found=repr(name),
                    do=Text(
                        zh="若为同一研究请删去一行，否则请改成不同的名称（如加上队列或年份）",
                        en="Delete one if it is the same study twice; otherwise tell them apart"
                        " (by cohort or year, say)",
                    ),
                )
            seen[name] = row
    return names


def _defined(
    kind: Measure, given: Given, found: Computed
) -> tuple[Vector, Vector, tuple[Caution, ...]]:
    """Return yi and vi with NaN in both where either does not exist, and who is concerned."""
    undefined = ~np.isfinite(found.yi) | ~np.isfinite(found.vi)
    flat = ~undefined & (found.vi <= 0)
    told = {label for c in found.cautions if c.kind == "double-zero-dropped" for label in c.studies}
    if told:
        undefined &= ~np.array([label in told for label in given.labels])
    missing = undefined & _incomplete(kind, given)
    cautions = []
    for mask, name, text in (
        (
            missing,
            "missing-values",
            Text(
                zh="以下研究缺少数值，不参与合并。",
                en="Studies with missing values are not pooled.",
            ),
        ),
        (
            undefined & ~missing,
            "effect-undefined",
            Text(
                zh=f"以下研究的 {kind.key} 无法计算（如事件数为 0），未作连续性校正，"
                "不参与按它的合并。",
                en=f"Studies for which {kind.key} does not exist (no events, say) are not pooled"
                " by it; nothing was added.",
            ),
        ),
        (
            flat,
            "zero-variance",
            Text(
                zh=f"以下研究的 {kind.key} 方差为 0，无法加权，不参与合并。",
                en=f"Studies whose variance of {kind.key} is 0 have no weight and are not pooled.",
            ),
        ),
    ):
        if mask.any():
            cautions.append(Caution(kind=name, text=text, studies=given.named(mask)))
    gone: NDArray[np.bool_] = ~np.isfinite(found.yi) | ~np.isfinite(found.vi) | flat
    return np.where(gone, np.nan, found.yi), np.where(gone, np.nan, found.vi), tuple(cautions)


def _incomplete(kind: Measure, given: Given) -> NDArray[np.bool_]:
    """Tell which studies have a missing value in every set of columns that was given."""
    out = np.ones(len(given.labels), dtype=bool)
    for group in kind.columns:
        if all(name in given for name in group):
            out &= np.any([np.isnan(given[name]) for name in group], axis=0)
    return out
