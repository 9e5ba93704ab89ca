"""endpoints: the catalogue of what a virtual trial reports, beside what the evidence counts."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from trephine.core.endpoint import EndpointKind, EndpointSort, Weighed
from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.option import entry_of
from trephine.core.response import Level, depth
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.catalogue import outcomes
from trephine.library.content import ROOT, check_unique, read_toml, said, written
from trephine.library.target_table import target_endpoints

FOLDER = ROOT / "endpoints"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Endpoint:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    sort: EndpointSort
    definition: Text
    among: str
    columns: tuple[str, ...]
    label: Text | None = None
    outcome: str = ""
    target: str = ""
    first: float = 0.0
    last: float | None = None
    levels: tuple[Level, Level] | None = None
    least: int = 1
    grace: float = 0.0
    weighed: Weighed | None = None
    at: Locator | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    among: dict[str, Text]
    endpoint: tuple[_Endpoint, ...]


@cache
def endpoints() -> tuple[EndpointKind, ...]:
    """Return every endpoint, files in name order.

    That the columns exist is checked where they are made, not here. Raises ContentError, with file
    and line, for an outcome or target that there is not, days the wrong way round, an endpoint
    with no label of its own and no outcome to take it from, and one without a mark.
    """
    found: list[EndpointKind] = []
    for path in sorted(FOLDER.glob("*.toml")):
        file = read_toml(path, _File)
        ids = [one.id for one in file.endpoint]
        check_unique(ids, path, "endpoint", "id", [one.id for one in found])
        found += [_endpoint(one, file, path, i) for i, one in enumerate(file.endpoint)]
    return tuple(found)


def endpoint(name: str) -> EndpointKind:
    """Return one endpoint by id. Raises InputError where there is none, with those near it."""
    return entry_of(
        name,
        endpoints(),
        what=Text(zh="没有这一终点", en="there is no such endpoint"),
        where="library.endpoints.endpoint(name)",
        listed="library.endpoints.endpoints()",
    )


def weighed_endpoint(by: Weighed) -> EndpointKind:
    """Return the harm, or the benefit, that arms are weighed by. Raises ContentError for none."""
    for one in endpoints():
        if one.weighed == by:
            return one
    raise ContentError(
        what=Text(zh="没有用来权衡的终点", en="no endpoint to weigh arms by"),
        where=FOLDER.name,
        found=by,
        do=Text(zh=f'在一个终点处写 weighed = "{by}"', en=f'write weighed = "{by}" at an endpoint'),
    )


def _endpoint(one: _Endpoint, file: _File, path: Path, index: int) -> EndpointKind:
    kinds = {kind.key: kind for kind in outcomes()}
    targets = {target.id for target in target_endpoints()}
    wrong: list[tuple[str, str, Text]] = []
    if one.outcome and one.outcome not in kinds:
        text = Text(zh="没有这一结局", en="there is no such outcome")
        wrong.append(("outcome", one.outcome, text))
    if one.target and one.target not in targets:
        text = Text(zh="没有这一目标终点", en="there is no such endpoint among the targets")
        wrong.append(("target", one.target, text))
    if one.among not in file.among:
        text = Text(zh="未登记的人群用词", en="people that the head of the file lacks")
        wrong.append(("among", one.among, text))
    if one.last is not None and not one.first < one.last:
        text = Text(zh="观察期的终点须晚于起点", en="observation must end after it starts")
        wrong.append(("last", f"{one.first:g} … {one.last:g}", text))
    if one.levels is not None and depth(one.levels[0]) > depth(one.levels[1]):
        text = Text(zh="疗效的下限高于上限", en="the worst level counted is above the best")
        wrong.append(("levels", " … ".join(one.levels), text))
    if one.label is None and not one.outcome:
        text = Text(zh="没有名称，也无结局可取名", en="no label, and no outcome to take one from")
        wrong.append(("id", one.id, text))
    if (one.at is None) == (one.why is None):
        text = Text(zh="须有 at 与 why 之一", en="exactly one of at and why is needed")
        wrong.append(("id", one.id, text))
    for key, shown, what in wrong:
        raise ContentError(
            what=what,
            where=said(written(path, "endpoint", index, key)),
            found=shown,
            do=Text(zh="改正此处", en="correct it here"),
        )
    return EndpointKind(
        id=one.id,
        label=one.label or kinds[one.outcome].label,
        sort=one.sort,
        definition=one.definition,
        among=file.among[one.among],
        columns=one.columns,
        mark=_mark(one, file, path, index),
        outcome=one.outcome,
        target=one.target,
        first=one.first,
        last=one.last,
        levels=one.levels,
        least=one.least,
        grace=one.grace,
        weighed=one.weighed,
    )


def _mark(one: _Endpoint, file: _File, path: Path, index: int) -> Mark:
    if one.at is not None:
        check_source(one.at.source, written(path, "endpoint", index, "at"))
        return Read(locator=one.at)
    assert one.why is not None  # noqa: S101  (checked by the caller)
    return Assumed(reason=one.why, on=file.on)
