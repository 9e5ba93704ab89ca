"""Analysis: everything a script needs to repeat a meta-analysis, its numbers included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects

Extra = Literal["leave-one-out", "cumulative", "egger", "begg", "trim-and-fill"]
ExactModel = Literal["", "binomial-normal", "poisson-normal", "UM.FS", "UM.RS", "CM.EL", "CM.AL"]

_NO_MODERATORS: Mapping[str, tuple[float | str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One meta-analysis as it was run: columns as in ``effects``, choices as in ``pool``.

    ``columns`` hold one number per study, NaN where missing; ``labels`` the studies in the same
    order (the order of ``cumulative``). ``model`` is empty for inverse-variance pooling, else the
    exact likelihood that was used; ``method``, ``cc`` and ``pi`` then don't apply. ``subgroup``
    names the group of every study; ``moderators`` hold one value a study, texts being categories.
    It does not hold results. Raises InputError where lengths differ.
    """

    measure: str
    columns: Mapping[str, tuple[float, ...]]
    labels: tuple[str, ...]
    title: Text | None = None
    method: str = "REML"
    test: str = "knha"
    level: float = 95.0
    pi: str = "riley"
    model: ExactModel = ""
    cc: float = 0.0
    cc_to: str = "none"
    drop00: bool = False
    subgroup_name: str = ""
    subgroup: tuple[str, ...] = ()
    moderators: Mapping[str, tuple[float | str, ...]] = field(
        default_factory=lambda: _NO_MODERATORS
    )
    extras: tuple[Extra, ...] = ()

    def __post_init__(self) -> None:
        """Refuse columns that are not one value a study."""
        k = len(self.labels)
        sized = {**self.columns, **self.moderators}
        if self.subgroup:
            sized["subgroup"] = self.subgroup
        for name, values in sized.items():
            if len(values) != k:
                raise InputError(
                    what=Text(
                        zh="某一列的长度与研究数不符",
                        en="A column is not as long as the list of studies",
                    ),
                    where=f"Analysis, {name}",
                    found=f"{counted(len(values), 'value')}, {counted(k, 'study', 'studies')}",
                    do=Text(zh="每项研究给出一个值", en="Give one value a study"),
                )

    def measured(self) -> Effects:
        """Return the effects that were pooled; raises what ``effects`` raises."""
        columns: dict[str, Any] = dict(self.columns)
        return effects(
            self.measure,
            labels=self.labels,
            cc=self.cc,
            cc_to=self.cc_to,
            drop00=self.drop00,
            **columns,
        )
