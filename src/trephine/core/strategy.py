"""Strategy: a named mechanism of resistance or a remedy, as what it changes in a model."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.product import ParameterChange
from trephine.core.source import Locator
from trephine.core.text import Text

StrategyKind = Literal["mechanism", "strategy"]
Topic = Literal["antigen", "product", "prior", "microenvironment", "salvage", "outside"]
Direction = Literal["for", "against", "neutral"]
Setting = Literal["in vitro", "animal", "patients"]
Sureness = Literal["high", "moderate", "low", "very low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One finding for or against: in whom, in which disease, in how many, how it was studied.

    ``patients`` is None where the source at hand does not say. ``seen``: the document itself was
    read, not only what another says of it.
    """

    finding: Text
    direction: Direction
    setting: Setting
    disease: Text
    design: Text
    at: Locator
    patients: int | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseCourse:
    """Doses of a drug as amounts added to a state of the model on given days after infusion.

    ``every`` and ``until`` repeat the last of ``days``. ``amount`` is in the unit of ``state``.
    """

    state: str
    amount: float
    days: tuple[float, ...]
    mark: Mark
    every: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondInfusion:
    """A second infusion: of ``product``, or of the first product where it is empty.

    ``day`` counts from the first infusion; ``place`` is the place in the model that the cells take
    (1: they join the first product's, 2: a place of their own). ``regimen``: lymphodepletion before
    it, empty for none. ``share`` multiplies the product's dose.
    """

    day: float
    mark: Mark
    product: str = ""
    regimen: str = ""
    place: Literal[1, 2] = 2
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One item of why CAR-T fails or of what could be done, as what it changes in the model.

    ``expects`` says what should follow; ``sureness`` and ``evidence`` how sure that is, and in
    whom it was seen; ``not_modelled`` what the model leaves out of it. Strategies compose: their
    changes apply in the order given; two that set one parameter to different values contradict
    each other and are refused.
    """

    id: str
    kind: StrategyKind
    topic: Topic
    label: Text
    text: Text
    expects: Text
    at: tuple[Locator, ...]
    sureness: Sureness
    evidence: tuple[EvidenceItem, ...]
    changes: tuple[ParameterChange, ...] = ()
    doses: tuple[DoseCourse, ...] = ()
    infusions: tuple[SecondInfusion, ...] = ()
    regimen: str = ""
    not_modelled: Text | None = None
