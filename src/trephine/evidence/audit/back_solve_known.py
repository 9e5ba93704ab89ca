"""Counts known from elsewhere: a number, a range or a choice a study."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.audit.back_solve_halves import Counts

Known = int | tuple[int, int] | Iterable[int] | None
_LARGEST = 65535  # places are kept in 16 bits


def sizes(ni: Sequence[int] | np.ndarray) -> tuple[int, ...]:
    """Return the studies' sizes; raises InputError for fewer than two or what is no size."""
    given = np.asarray(ni)
    if given.ndim != 1 or given.size < 2:
        raise InputError(
            what=Text(
                zh="反解需要两项或更多研究的样本量",
                en="Back-solving takes the sizes of two or more studies",
            ),
            where="back_solve, ni",
            found=counted(int(given.size), "size"),
            do=Text(
                zh="一项研究的计数请用 counts_from_percentage",
                en="For one study use counts_from_percentage",
            ),
        )
    for row, value in enumerate(given.tolist(), start=1):
        if isinstance(value, bool) or not _is_whole(value) or not 1 <= value < _LARGEST:
            raise InputError(
                what=Text(
                    zh="样本量须为 1 至 65534 的整数",
                    en="A sample size is a whole number from 1 to 65534",
                ),
                where=f"back_solve, ni, study {row}",
                found=repr(value),
                do=Text(zh="请更正样本量", en="Correct the size"),
            )
    return tuple(int(value) for value in given.tolist())


def possible_counts(
    n: Sequence[int], known: Mapping[int, Known] | Sequence[Known] | None
) -> tuple[Counts, ...]:
    """Return each study's possible counts, ascending; a pair in a tuple is a range, ends included.

    ``known`` is by position from 0, or one entry a study. Raises InputError for counts outside 0-n.
    """
    if known is None:
        given: dict[int, Known] = {}
    elif isinstance(known, Mapping):
        given = dict(known)
    else:
        given = dict(enumerate(known))
        if len(given) != len(n):
            _refuse(
                "known", f"{len(given)} for {len(n)}", "每项研究须有一项", "There is one a study"
            )
    stray = [key for key in given if key not in range(len(n))]
    if stray:
        _refuse("known", repr(stray), "没有这项研究（从 0 数起）", "No such study (from 0 on)")
    return tuple(_of(i, size, given.get(i)) for i, size in enumerate(n))


def _of(i: int, size: int, known: Known) -> Counts:
    if known is None:
        return tuple(range(size + 1))
    where = f"known, study {i + 1}"
    if isinstance(known, str | bytes):
        _refuse(where, repr(known), "计数须为整数", "Counts are whole numbers")
    values = [known] if not isinstance(known, Iterable) else list(known)
    if not values or not all(_is_whole(value) for value in values):
        _refuse(where, repr(known), "计数须为整数", "Counts are whole numbers")
    whole = [int(value) for value in values]
    if isinstance(known, tuple) and len(whole) == 2:
        if whole[0] > whole[1]:
            _refuse(where, repr(known), "范围颠倒", "The range is turned around")
        whole = list(range(max(whole[0], -1), min(whole[1], size + 1) + 1)) or whole
    if min(whole) < 0 or max(whole) > size:
        _refuse(
            where,
            f"{known!r}, n = {size}",
            "事件数须在 0 与 n 之间",
            "A count lies between 0 and n",
        )
    return tuple(sorted(set(whole)))


def _is_whole(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | np.integer):
        return True
    return isinstance(value, float) and value.is_integer()


def _refuse(where: str, found: str, zh: str, en: str) -> None:
    raise InputError(
        what=Text(zh=zh, en=en),
        where=f"back_solve, {where}",
        found=found,
        do=Text(zh="请更正已知的计数", en="Correct the known counts"),
    )
