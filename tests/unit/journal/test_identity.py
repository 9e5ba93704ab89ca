"""Personal identifiers: put, found, erased, and gone from the files."""

import pytest

from tests.unit.journal.writing import AT, fill
from trephine.core.error import InputError
from trephine.journal.identity import Identities
from trephine.journal.verify import verify

NAME = "欧阳娜娜子"


@pytest.fixture
def identities(journal):
    return Identities(journal.database)


def test_put_get_and_find(identities):
    identities.put("record/a", {"name": NAME, "hospital_number": "00123"}, author="anna", at=AT)
    identities.put("record/b", {"name": NAME}, author="anna", at=AT)
    assert identities.get("record/a") == {"name": NAME, "hospital_number": "00123"}
    assert identities.get("record/c") == {}
    several = identities.get_all(["record/a", "record/b", "record/c"])
    assert several.keys() == {"record/a", "record/b"}
    assert identities.find("name", NAME) == ("record/a", "record/b")
    assert identities.find("hospital_number", "123") == ()


def test_a_new_value_takes_the_place_of_the_old(identities):
    identities.put("record/a", {"name": "x", "hospital_number": "1"}, author="anna", at=AT)
    identities.put("record/a", {"name": NAME, "hospital_number": ""}, author="bert", at=AT)
    assert identities.get("record/a") == {"name": NAME}


def test_erasing_leaves_the_events(journal, identities):
    fill(journal)
    events = tuple(journal.all())
    identities.put("record/0", {"name": NAME, "hospital_number": "1"}, author="anna", at=AT)
    identities.put("record/1", {"name": "other"}, author="anna", at=AT)
    assert identities.erase("record/0") == 2
    assert identities.erase("record/0") == 0
    assert identities.get("record/0") == {}
    assert identities.get("record/1") == {"name": "other"}
    assert tuple(journal.all()) == events
    assert verify(journal.database).broken is None


def test_what_is_erased_is_gone_from_the_files(tmp_path, opened):
    journal = opened(f"sqlite:///{tmp_path}/journal.sqlite")
    identities = Identities(journal.database)
    identities.put("record/0", {"name": NAME}, author="anna", at=AT)
    files = lambda: b"".join(one.read_bytes() for one in tmp_path.iterdir())  # noqa: E731  (thrice)
    assert NAME.encode() in files()
    identities.erase("record/0")
    assert NAME.encode() not in files()
    journal.close()
    assert NAME.encode() not in files()


@pytest.mark.parametrize("value", ["x" * 501, "a\nb", "\x00", "\ud800", "a\u2028b"])
def test_an_identifier_is_one_short_line(identities, value):
    with pytest.raises(InputError) as caught:
        identities.put("record/a", {"name": value}, author="anna", at=AT)
    assert value not in caught.value.render("zh")
    assert identities.get("record/a") == {}


@pytest.mark.parametrize("value", ["'; DROP TABLE identity; --", "%", 'O’Brien \\ "x"', "𠮷田"])
def test_hostile_names_are_names(identities, value):
    identities.put("record/a", {"name": value}, author="anna", at=AT)
    assert identities.find("name", value) == ("record/a",)
    assert identities.get("record/a") == {"name": value}
