"""Both databases, and journals on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.databases import fresh, postgresql, url  # noqa: F401  (fixtures)
from trephine.journal.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    text: str
    count: int = 0
    parts: tuple[Part, ...] = ()


KINDS = {"noted": Noted, "undone": Part}


@pytest.fixture
def opened() -> Iterator[Callable[..., Journal]]:
    """Return what opens a journal; all are closed at the end."""
    journals = []

    def open_one(where: str, **options: object) -> Journal:
        journals.append(Journal(where, KINDS, **options))
        return journals[-1]

    yield open_one
    for one in journals:
        one.close()


@pytest.fixture
def journal(url: str, opened: Callable[..., Journal]) -> Journal:  # noqa: F811  (the fixture)
    return opened(url)
