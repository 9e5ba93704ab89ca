"""trial_answers: what the ready trials answered when they were last run, kept to be shown."""

from dataclasses import dataclass
from functools import cache

from trephine.core.text import Text
from trephine.library.content import ROOT, adapter, read_text

FILE = ROOT / "trials" / "answers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPair:
    """One arm against the first: which, and a line for each difference told from none."""

    heading: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    patients: int
    trials: dict[str, tuple[KeptPair, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """The answer of a ready trial, with so many virtual patients an arm. Simulated: no evidence."""

    patients: int
    pairs: tuple[KeptPair, ...]


@cache
def trial_answers() -> dict[str, KeptAnswer]:
    """Return the kept answers by the trials' ids; the docs have the same as a page."""
    found = adapter(_File).validate_json(read_text(FILE))
    return {
        name: KeptAnswer(patients=found.patients, pairs=pairs)
        for name, pairs in found.trials.items()
    }
