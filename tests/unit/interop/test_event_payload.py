"""event_payload: read as declared, or refused with the place and what does not fit."""

from dataclasses import dataclass

import pytest

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.event_payload import event_payload

UNKNOWN = Text(zh="没有这种事件", en="no such event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A payload."""

    word: str


def read(kind, payload):
    return event_payload({"said": Said}, kind, payload, where="record/a v2", unknown=UNKNOWN)


def test_a_payload_is_read_as_its_class_and_one_that_is_stays() -> None:
    said = Said(word="a")
    assert read("said", {"word": "a"}) == said
    assert read("said", said) is said


def test_what_does_not_fit_is_refused_and_not_quoted() -> None:
    with pytest.raises(InputError, match="does not fit") as refused:
        read("said", {"word": 7351})
    assert "word" in refused.value.found
    assert "7351" not in refused.value.render("en")
    assert refused.value.where == "record/a v2"


def test_a_kind_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no such event") as refused:
        read("sung", {})
    assert refused.value.found == "'sung'"
