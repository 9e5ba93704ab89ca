"""Ensembles: fitted sets of parameters of a model."""

import csv
import math
from dataclasses import dataclass
from datetime import date
from functools import cache

from trephine.core.error import ContentError, InputError
from trephine.core.kinetics import Ensemble
from trephine.core.mark import Assumed
from trephine.core.text import Text
from trephine.library.content import ROOT, from_toml, place, read_text
from trephine.library.kinetics_table import free_parameters
from trephine.library.outcome_fit_table import outcome_free
from trephine.library.table import FENCE

FOLDER = ROOT / "ensembles"
_MEAN = "mean"
# An ensemble fitted to outcomes has its own free parameters; its name ends so.
_OUTCOMES = "-outcomes"
_WHY = Text(
    zh="由拟合得到，不是任何文献的数值；见 {where}",
    en="from the fit, a figure of no document; see {where}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    model: str
    digest: str
    seed: int
    sets: int
    patients: int
    on: date


def ensemble_names() -> tuple[str, ...]:
    """Return the names of all ensembles there are, in order."""
    return tuple(sorted(one.stem for one in FOLDER.glob("*.csv")))


@cache
def ensemble(model: str = "bcma_cart") -> Ensemble:
    """Return the ensemble of a model. Raises InputError where there is none, and ContentError.

    ``bcma_cart`` is fitted to kinetics, ``bcma_cart-outcomes`` to outcomes of the virtual ward,
    from the library's own values and not from the other one: they are not applied together.
    ``member_of`` of the mechanism applies one of its members, or their mean, to a product.
    """
    path = FOLDER / f"{model}.csv"
    if not path.exists():
        known = ", ".join(ensemble_names()) or "-"
        raise InputError(
            what=Text(zh="此模型没有拟合得到的参数组", en="there is no ensemble of this model"),
            where="library.ensemble()",
            found=repr(model),
            do=Text(zh=f"可用：{known}", en=f"choose one of: {known}"),
        )
    text = read_text(path)
    _, head, body = text.split(FENCE, 2)
    header = from_toml(head, path, _Header, first_line=2)
    rows = list(csv.reader(body.splitlines()))
    line = 3 + head.count("\n")
    outcomes = model.endswith(_OUTCOMES)
    free = outcome_free() if outcomes else free_parameters()
    fit = "validation/outcomes" if outcomes else "validation/kinetics"
    wanted = ["id", "weight", *(one.id for one in free)]
    _check(rows[0] == wanted, place(path, line), ",".join(rows[0]))
    for offset, row in enumerate(rows[1:], 1):
        _check(len(row) == len(wanted), place(path, line + offset), f"{len(row)} cells")
    numbers = [[float(cell) for cell in row[1:]] for row in rows[1:]]
    sound = all(math.isfinite(x) and x > 0 for row in numbers for x in row[1:])
    total = sum(row[0] for row in numbers[1:])
    _check(rows[1][0] == _MEAN and sound and abs(total - 1) < 1e-3, place(path, line), f"{total:g}")
    return Ensemble(
        model=header.model,
        parameters=free,
        members=tuple(tuple(row[1:]) for row in numbers[1:]),
        weights=tuple(row[0] / total for row in numbers[1:]),
        typical=tuple(numbers[0][1:]),
        seed=header.seed,
        digest=header.digest,
        mark=Assumed(
            reason=Text(zh=_WHY.zh.format(where=fit), en=_WHY.en.format(where=fit)), on=header.on
        ),
        on=header.on,
    )


def _check(held: bool, where: str, found: str) -> None:  # noqa: FBT001  (what must hold)
    if held:
        return
    raise ContentError(
        what=Text(zh="参数组文件与可调参数不符", en="the ensemble is not of the free parameters"),
        where=where,
        found=found,
        do=Text(
            zh="用 python -m validation.kinetics.fit（或 validation.outcomes.fit）重新生成",
            en="write it again with python -m validation.kinetics.fit (or validation.outcomes.fit)",
        ),
    )
