"""Design: the studies and moderator columns that a model with moderators is fitted to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.text import Text, counted
from trephine.evidence.complete import untold
from trephine.evidence.effect_set import Effects, Vector

Flags = NDArray[np.bool_]
Result = TypeVar("Result")
INTERCEPT = "intercept"
# A column whose part outside the span of the others is a smaller share of it cannot be told from
# rounding of the moderator's values.
_DEPENDENT = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One moderator: its columns of X; for a categorical one its levels and the reference level.

    ``levels`` holds all levels, the reference first (no reference in a model without intercept,
    where the first categorical moderator keeps a column for each level); empty for a number.
    """

    name: str
    columns: tuple[int, ...]
    levels: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """Complete studies with their effects and moderator columns.

    yi, vi: float64 (k,). X: (k, p), the intercept first. ``names`` are the columns' names.
    ``index`` are the positions of the kept studies among those handed in. Zt: (p, k) orthonormal
    basis of X's columns, back: (p, p) so that coefficients of X are back @ those of Z; centre is
    taken off yi before fitting (0 without an intercept). It does not hold tau2 or any fit.
    """

    measure: str
    labels: tuple[str, ...]
    yi: Vector
    vi: Vector
    X: Vector
    names: tuple[str, ...]
    terms: tuple[Term, ...]
    intercept: bool
    index: tuple[int, ...]
    Zt: Vector
    back: Vector
    centre: float
    cautions: tuple[Caution, ...] = ()

    @property
    def k(self) -> int:
        """Number of studies in the model."""
        return len(self.labels)

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return len(self.names)

    @property
    def y(self) -> Vector:
        """Effects less ``centre``; differences that are only rounding are 0."""
        y = self.yi - self.centre
        y[np.abs(y) <= 8.0 * np.finfo(float).eps * np.abs(self.yi).max()] = 0.0
        return y

    def arrays(self) -> tuple[Vector, Vector, Vector]:
        """Return writable copies of Zt, y and vi: kernels compile once more for read-only ones."""
        return self.Zt.copy(), self.y, self.vi.copy()


def design(
    effects: Effects,
    moderators: Mapping[str, Any] | None = None,
    *,
    intercept: bool = True,
    categorical: Collection[str] = (),
    reference: Mapping[str, str] | None = None,
) -> Design:
    """Build the design of a model with moderators from one value per study and moderator.

    A moderator of text (or named in ``categorical``) is dummy-coded against its reference level,
    by default the first in sorted order. It makes no interactions or transformations: hand these
    over as columns. Studies without an effect or with a missing moderator (NaN, None, empty text)
    are left out, each named in a caution. Raises InputError for a moderator of the wrong length or
    an unknown reference level, MethodError for too few studies or dependent columns (named).
    """
    fields = assemble(
        effects, moderators, intercept=intercept, categorical=categorical, reference=reference
    )
    _check_size(len(fields["labels"]), fields["names"])
    return complete(fields)


def assemble(
    effects: Effects,
    moderators: Mapping[str, Any] | None,
    *,
    intercept: bool,
    categorical: Collection[str],
    reference: Mapping[str, str] | None,
) -> dict[str, Any]:
    """Return what a Design holds but its basis; the columns may still depend on each other."""
    columns = _read(effects, moderators or {}, categorical)
    _check_reference(columns, reference or {})
    missing = np.array([[value is None for value in column] for column in columns.values()])
    gone = missing.any(axis=0) if columns else np.zeros(effects.k, dtype=bool)
    no_effect = ~(np.isfinite(effects.yi) & np.isfinite(effects.vi))
    index = np.flatnonzero(~(gone | no_effect))
    yi, vi = effects.yi[index], effects.vi[index]
    labels = tuple(effects.labels[i] for i in index)
    _check_variances(labels, vi)
    X, names, terms = _code(columns, index, intercept=intercept, reference=reference or {})
    return {
        "measure": effects.measure,
        "labels": labels,
        "yi": yi,
        "vi": vi,
        "X": X,
        "names": names,
        "terms": terms,
        "intercept": intercept,
        "index": tuple(int(i) for i in index),
        "centre": float(np.sort(yi).mean()) if intercept and len(yi) else 0.0,
        "cautions": (*effects.cautions, *_left_out(effects, columns, missing, no_effect)),
    }


def complete(fields: Mapping[str, Any]) -> Design:
    """Return the Design of assembled columns. Raises MethodError where they are dependent."""
    Zt, back = _basis(fields["X"], fields["names"], intercept=fields["intercept"])
    return seal(Design(**fields, Zt=Zt, back=back))


def seal(result: Result) -> Result:
    """Make the arrays of a result read-only and return it."""
    for name in result.__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(result, name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return result


def _read(
    effects: Effects, moderators: Mapping[str, Any], categorical: Collection[str]
) -> dict[str, list[Any]]:
    """Return each moderator as floats or texts, None where missing."""
    unknown = set(categorical) - set(moderators)
    if unknown:
        raise InputError(
            what=Text(zh="categorical 中有不存在的调节变量", en="unknown moderator in categorical"),
            where="categorical",
            found=", ".join(sorted(unknown)),
            do=Text(zh="使用 moderators 中的名称", en="use names that moderators holds"),
        )
    columns: dict[str, list[Any]] = {}
    for name, values in moderators.items():
        column = [None if _is_missing(v) else v for v in np.asarray(values, dtype=object).ravel()]
        if len(column) != effects.k:
            raise InputError(
                what=Text(
                    zh="调节变量的长度与研究数不同",
                    en="a moderator needs one value for each study",
                ),
                where=f"moderator {name}",
                found=f"{counted(len(column), 'value')}, {counted(effects.k, 'study', 'studies')}",
                do=Text(
                    zh="每个研究给出一个值，缺失用 NaN",
                    en="give one value a study, NaN where missing",
                ),
            )
        if name in categorical or any(isinstance(v, str) for v in column):
            columns[name] = [None if v is None else str(v) for v in column]
        else:
            columns[name] = [None if v is None else float(v) for v in column]
    return columns


def _is_missing(value: Any) -> bool:
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    return bool(isinstance(value, float | np.floating) and not np.isfinite(value)) or str(
        value
    ) in {"NaT", "<NA>"}


def _check_reference(columns: Mapping[str, list[Any]], reference: Mapping[str, str]) -> None:
    for name, level in reference.items():
        levels = sorted({v for v in columns.get(name, []) if isinstance(v, str)})
        if level not in levels:
            raise InputError(
                what=Text(zh="参照水平不存在", en="unknown reference level"),
                where=f"moderator {name}",
                found=f"{level!r}; levels: {', '.join(levels) or '-'}",
                do=Text(zh="从该变量的水平中选择", en="choose one of the moderator's levels"),
            )


def _left_out(
    effects: Effects, columns: Mapping[str, list[Any]], missing: Flags, no_effect: Flags
) -> list[Caution]:
    cautions = []
    gone = untold(effects, tuple(effects.labels[i] for i in np.flatnonzero(no_effect)))
    if gone:
        cautions.append(
            Caution(
                kind="studies-left-out",
                text=Text(
                    zh="这些研究没有可用的效应量或方差，未纳入模型",
                    en="Studies without a usable effect or variance are not in the model",
                ),
                studies=gone,
            )
        )
    for name, absent in zip(columns, missing, strict=True):
        if absent.any():
            cautions.append(
                Caution(
                    kind="missing-moderator",
                    text=Text(
                        zh=f"调节变量 {name} 缺失，这些研究未纳入模型",
                        en=f"Moderator {name} is missing: studies without it are not in the model",
                    ),
                    studies=tuple(effects.labels[i] for i in np.flatnonzero(absent)),
                )
            )
    return cautions


def _check_variances(labels: Sequence[str], vi: Vector) -> None:
    bad = [label for label, v in zip(labels, vi, strict=True) if not v > 0.0]
    if bad:
        raise InputError(
            what=Text(zh="抽样方差必须为正", en="sampling variances must be positive"),
            where=f"studies {', '.join(bad)}, vi",
            found="vi <= 0",
            do=Text(
                zh="换用效应量、校正连续性，或排除这些研究",
                en="choose another measure or a continuity correction, or leave the studies out",
            ),
        )


def _check_size(k: int, names: Sequence[str]) -> None:
    if k < len(names) or k == 0:
        raise MethodError(
            what=Text(zh="研究数少于系数个数", en="fewer studies than coefficients"),
            where=f"columns {', '.join(names)}",
            found=f"{counted(k, 'study', 'studies')}, {counted(len(names), 'coefficient')}",
            do=Text(zh="减少调节变量", en="use fewer moderators"),
        )


def _code(
    columns: Mapping[str, list[Any]],
    index: NDArray[np.intp],
    *,
    intercept: bool,
    reference: Mapping[str, str],
) -> tuple[Vector, tuple[str, ...], tuple[Term, ...]]:
    parts = [np.ones(len(index))] if intercept else []
    names = [INTERCEPT] if intercept else []
    terms = []
    full_rank_taken = intercept
    for name, column in columns.items():
        values = [column[i] for i in index]
        first = len(names)
        if any(isinstance(v, str) for v in column):
            levels = sorted(set(values))
            base = reference.get(name, levels[0] if levels else "")
            levels = [base, *(level for level in levels if level != base)]
            for level in levels[1:] if full_rank_taken else levels:
                parts.append(np.array([float(v == level) for v in values]))
                names.append(f"{name}[{level}]")
            terms.append(
                Term(
                    name=name,
                    columns=tuple(range(first, len(names))),
                    levels=tuple(levels),
                    reference=base if full_rank_taken else "",
                )
            )
            full_rank_taken = True
        else:
            parts.append(np.array(values, dtype=float))
            names.append(name)
            terms.append(Term(name=name, columns=(first,)))
    X = np.column_stack(parts) if parts else np.empty((len(index), 0))
    return X, tuple(names), tuple(terms)


def _basis(X: Vector, names: Sequence[str], *, intercept: bool) -> tuple[Vector, Vector]:
    """Return an orthonormal basis of the columns (transposed) and the way back to them.

    Moderators are centred first, so that shifting one by a million costs no digits of its slope.
    """
    p = X.shape[1]
    means = X.mean(axis=0) if intercept else np.zeros(p)
    if intercept:
        means[0] = 0.0
    C = X - means
    size = np.abs(X).max(axis=0, initial=0.0)
    flat = np.abs(C).max(axis=0, initial=0.0) <= 1e-12 * size
    if intercept:
        flat[0] = False
    if flat.any() or (size == 0.0).any():
        bad = [name for name, f, s in zip(names, flat, size, strict=True) if f or s == 0.0]
        raise _singular(bad, Text(zh="在所有研究中取同一值", en="the same in every study"))
    scale = np.sqrt((C * C).sum(axis=0))
    C = C / scale
    Q, R = np.linalg.qr(C)
    dependent = np.flatnonzero(np.abs(np.diag(R)) <= _DEPENDENT)
    if dependent.size:
        j = int(dependent[0])
        share = np.linalg.lstsq(C[:, :j], C[:, j], rcond=None)[0]
        bad = [names[j], *(names[i] for i in range(j) if abs(share[i]) > 1e-8)]
        raise _singular(bad, Text(zh="线性相关", en="linearly dependent"))
    back = np.linalg.solve(R, np.eye(p)) / scale[:, None]
    if intercept:
        back[0] -= means @ back
    return np.ascontiguousarray(Q.T), back


def _singular(columns: Sequence[str], why: Text) -> MethodError:
    return MethodError(
        what=Text(
            zh=f"设计矩阵奇异：列{why.zh}", en=f"the design is singular: columns are {why.en}"
        ),
        where=f"columns {', '.join(columns)}",
        found=why.en,
        do=Text(zh="去掉其中一列", en="leave one of them out"),
    )
