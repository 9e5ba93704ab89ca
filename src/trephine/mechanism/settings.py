"""settings: a model's typical values and spreads as a product and strategies leave them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from trephine.core.error import InputError
from trephine.core.model import Model, ModelParameter, Spread
from trephine.core.population import Population
from trephine.core.product import ParameterChange, Product
from trephine.core.strategy import Strategy
from trephine.core.text import Text
from trephine.mechanism.places import FIRST, SECOND, ids_of, unknown_parameter

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Typical values and spreads of parameters, and the covariates that change.

    ``covariates`` are changes in the order in which they apply to drawn covariates. It holds no
    patient.
    """

    values: Mapping[str, float]
    spreads: Mapping[str, Spread]
    covariates: tuple[ParameterChange, ...]


def settings(
    model: Model,
    population: Population,
    product: Product,
    second: Product | None,
    strategies: Sequence[Strategy],
    changes: Mapping[str, float],
) -> Settings:
    """Return what the products, then ``changes``, then the strategies in their order leave.

    A change by a name without a place reaches the first product's place, and the second's where it
    holds the same product; another product in the second place stands as its preset says. A
    parameter that carries no place may be set by both products only to one value. Raises InputError
    where a parameter, covariate or spread is not there, follows from others, would leave the range
    that the model accepts, or where two strategies contradict each other: both set it to different
    values, or one sets what another before it has multiplied or raised.
    """
    made = _Made(model=model, population=population)
    for change in product.changes:
        made.apply(change, (FIRST,), f"product {product.id}", "product")
    if second is not None:
        for change in second.changes:
            made.apply(change, (SECOND,), f"product {second.id}", "product")
    places = (FIRST, SECOND) if second is not None and second.id == product.id else (FIRST,)
    for name, value in changes.items():
        made.put(name, value, places)
    for strategy in strategies:
        for change in strategy.changes:
            made.apply(change, places, f"strategy {strategy.id}", strategy.id)
    return Settings(
        values=made.values, spreads=made.spreads, covariates=tuple(made.covariate_changes)
    )


@dataclass(slots=True, kw_only=True)
class _Made:
    """The settings while they are being made, with who has done what to each."""

    model: Model
    population: Population
    values: dict[str, float] = field(default_factory=dict)
    spreads: dict[str, Spread] = field(default_factory=dict)
    covariate_changes: list[ParameterChange] = field(default_factory=list)
    parameters: dict[str, ModelParameter] = field(default_factory=dict)
    set_to: dict[Key, tuple[float, str, str]] = field(default_factory=dict)
    moved: dict[Key, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parameters = {one.id: one for one in self.model.parameters}
        self.values = {one.id: one.value for one in self.model.parameters if not one.formula}
        self.spreads = {
            one.id: one.spread
            for one in self.model.parameters
            if one.spread is not None and not one.formula
        }

    def put(self, name: str, value: float, places: Collection[str]) -> None:
        for one in self._ids(name, places, "changes"):
            self._check(one, value, "changes")
            self.values[one] = value

    def apply(
        self, change: ParameterChange, places: Collection[str], where: str, owner: str
    ) -> None:
        if not isfinite(change.value):
            raise _impossible(where, change, change.value)
        if change.of == "covariate":
            self._covariate(change, where, owner)
            return
        for one in self._ids(change.parameter, places, where):
            self._contradiction((change.of, one), change, where, owner)
            if change.of == "spread":
                self._spread(one, change, where)
                continue
            value = changed(self.values[one], change)
            self._check(one, value, where)
            self.values[one] = value

    def _ids(self, name: str, places: Collection[str], where: str) -> tuple[str, ...]:
        found = ids_of(name, self.parameters, places)
        if not found:
            raise unknown_parameter(self.model, name, where)
        for one in found:
            if self.parameters[one].formula:
                raise InputError(
                    what=Text(
                        zh="此参数由公式算出，不能改动",
                        en="this parameter follows from others and cannot be changed",
                    ),
                    where=where,
                    found=f"{one} = {self.parameters[one].formula}",
                    do=Text(zh="改动公式中的参数", en="change the parameters in its formula"),
                )
        return found

    def _check(self, name: str, value: float, where: str) -> None:
        entry = self.parameters[name]
        low = -float("inf") if entry.low is None else entry.low
        high = float("inf") if entry.high is None else entry.high
        if not (isfinite(value) and low <= value <= high):
            raise InputError(
                what=Text(zh="参数值超出可接受的范围", en="a parameter's value is not accepted"),
                where=f"{where}: {name}",
                found=f"{value:g} {entry.unit}".strip(),
                do=Text(
                    zh=f"取 {low:g} 到 {high:g} 之间的数",
                    en=f"use a number from {low:g} to {high:g}",
                ),
            )

    def _spread(self, name: str, change: ParameterChange, where: str) -> None:
        if name not in self.spreads or self.spreads[name].kind == "exponential":
            raise InputError(
                what=Text(
                    zh="此参数没有可改动的患者间差异",
                    en="this parameter has no spread between patients that could change",
                ),
                where=where,
                found=name,
                do=Text(zh="先在参数表中给出差异", en="give it a spread in the parameter table"),
            )
        sd = changed(self.spreads[name].sd, change)
        if sd < 0:
            raise _impossible(where, change, sd)
        self.spreads[name] = replace(self.spreads[name], sd=sd)

    def _covariate(self, change: ParameterChange, where: str, owner: str) -> None:
        known = {one.id: one for one in self.population.covariates}
        if change.parameter not in known:
            raise InputError(
                what=Text(zh="人群没有这个协变量", en="the population has no such covariate"),
                where=where,
                found=change.parameter,
                do=Text(
                    zh=f"{self.population.id} 的协变量：{'、'.join(known)}",
                    en=f"covariates of {self.population.id}: {', '.join(known)}",
                ),
            )
        if known[change.parameter].law == "categorical" and not numeric(known[change.parameter]):
            raise _impossible(where, change, change.value)
        self._contradiction(("covariate", change.parameter), change, where, owner)
        self.covariate_changes.append(change)

    def _contradiction(self, key: Key, change: ParameterChange, where: str, owner: str) -> None:
        """Refuse a set that undoes another's; products give way to what comes after them."""
        if change.operation != "set":
            self.moved[key] = (where, owner)
            return
        before = self.set_to.get(key)
        if before is not None and before[0] != change.value and _bound(before[2], owner):
            raise _contradict(key[1], f"{before[1]}: {before[0]:g}", f"{where}: {change.value:g}")
        moved = self.moved.get(key)
        if moved is not None and moved[1] not in {owner, "product"}:
            raise _contradict(key[1], moved[0], f"{where}: {change.value:g}")
        self.set_to[key] = (change.value, where, owner)


def changed(value: Any, change: ParameterChange) -> Any:
    """Return a value, or a column of values, after one change; set gives one value for all."""
    if change.operation == "set":
        return change.value
    return value * change.value if change.operation == "times" else value + change.value


def numeric(covariate: object) -> bool:
    """Return whether every code of a categorical covariate is a number."""
    shares: tuple[tuple[str, float], ...] = getattr(covariate, "shares", ())
    return all(code.replace(".", "", 1).removeprefix("-").isdigit() for code, _ in shares)


def _bound(before: str, owner: str) -> bool:
    """Return whether an earlier set binds a later one: a product's does not bind a strategy."""
    return before != "product" or owner == "product"


def _contradict(name: str, one: str, other: str) -> InputError:
    return InputError(
        what=Text(zh="两项改动互相矛盾", en="two changes contradict each other"),
        where=name,
        found=f"{one}; {other}",
        do=Text(
            zh="只保留其一；若一项设定、一项倍增，先写设定的一项",
            en="keep one of them; where one sets and the other multiplies, name the one that "
            "sets first",
        ),
    )


def _impossible(where: str, change: ParameterChange, value: float) -> InputError:
    return InputError(
        what=Text(zh="不可能的改动", en="a change that is impossible"),
        where=f"{where}: {change.parameter}",
        found=f"{change.operation} {value:g} ({change.of})",
        do=Text(
            zh="给出此量可取的有限数值；以文字编码的协变量不能改动",
            en="give a finite number that it can take; a covariate of codes cannot change",
        ),
    )
