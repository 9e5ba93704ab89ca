"""VisitResponse, ResponseCourse: what follows at each visit, and over the course."""

from dataclasses import dataclass
from datetime import datetime

from trephine.care.response.disease import Disease
from trephine.care.response.options import ResponseOptions
from trephine.care.response.progression import ProgressionReason
from trephine.care.response.visit import Mrd
from trephine.core.response import Level
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component at a visit: the best level that it allows, and its arithmetic.

    ``level`` is NE where the component is required and not known; sCR where it limits nothing.
    """

    code: str
    level: Level
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFlag:
    """Something a person should see beside the level; ``day`` None: it concerns the course."""

    code: str
    text: Text
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTest:
    """A test that was not done: the level if it turned out as well, and as badly, as it could.

    Each is taken alone, the others as they are. ``changes`` is false where it would not matter.
    """

    code: str
    at_best: Level
    at_worst: Level
    changes: bool
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitResponse:
    """The level at one visit, unconfirmed, and what it rests on.

    ``day`` is the day number (from the baseline where moments were given), ``at`` the visit's own.
    It does not depend on later visits.
    """

    day: int
    at: int | datetime
    level: Level
    components: tuple[Component, ...]
    progression: tuple[ProgressionReason, ...]
    missing: tuple[MissingTest, ...]
    flags: tuple[ResponseFlag, ...]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedProgression:
    """Progression that was borne out: its first day, the first reason and all of that day."""

    first_day: int
    first_at: int | datetime
    confirmed_day: int
    reason: str
    reasons: tuple[str, ...]
    after_new_therapy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MrdReport:
    """One MRD test beside the level of its day; it never changes that level.

    ``imwg_negative``: negative, by next-generation flow or sequencing, sensitive enough, and in CR
    or better; None where method or sensitivity is not stated. ``imaging_negative`` adds a PET of
    the same visit: None where none was done.
    """

    day: int
    test: Mrd
    level: Level
    imwg_negative: bool | None
    imaging_negative: bool | None
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCourse:
    """Response over a sequence: every visit, the best confirmed level, progression and relapse.

    ``best_confirmed`` is PD once progression is confirmed, SD where nothing better was confirmed,
    NE where no visit could be judged; ``best_before_pd`` is what stood before. ``progression_day``
    is the day for progression-free survival; ``relapse_from_cr_day`` and
    ``relapse_from_mrd_day`` are for disease-free survival alone. ``sustained_mrd`` is None where
    nothing speaks against it and method, sensitivity or imaging is not known. It holds no
    survival time and censors nothing: that belongs to the analysis.
    """

    disease: Disease
    options: ResponseOptions
    visits: tuple[VisitResponse, ...]
    best_confirmed: Level
    confirmed_pd: ConfirmedProgression | None
    best_before_pd: Level | None
    progression_day: int | None
    relapse_from_cr_day: int | None
    relapse_from_mrd_day: int | None
    clinical_relapse_day: int | None
    mrd: tuple[MrdReport, ...]
    sustained_mrd: bool | None
    flags: tuple[ResponseFlag, ...]
