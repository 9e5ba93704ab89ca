"""state: what a person writes as NAME=VALUE becomes a reading."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from trephine.care.enter import enter
from trephine.core.error import InputError
from trephine.core.observable import OBSERVABLES_PAGE, Observable
from trephine.core.option import names_near
from trephine.core.record import Reading, Record
from trephine.core.text import Text

_WORDS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
_NONE = {"none", "无", "-"}


def state(written: str, time: datetime, observables: Mapping[str, Observable]) -> Reading:
    """Return the reading that ``name=value unit`` states at ``time``.

    A number is followed by its unit after a blank or at once (``temperature=38.6Cel``); a set is
    written with commas, ``none`` for an empty one; yes and no as words. Raises InputError.
    """
    name, sign, value = (part.strip() for part in written.partition("="))
    if not sign or name not in observables:
        near = names_near(name, observables, listed=OBSERVABLES_PAGE)
        raise InputError(
            what=Text(zh="不能理解这一项", en="this is not NAME=VALUE of a known observable"),
            where=written,
            found=repr(name),
            do=Text(zh=f"写成 名称=值；{near.zh}", en=f"write NAME=VALUE; {near.en}"),
        )
    one = observables[name]
    if one.kind in {"yesno", "event"} or (one.kind == "dose" and value.casefold() in _WORDS):
        return enter(one, _WORDS.get(value.casefold(), value), "", time, where=written)
    if one.kind == "choices":
        codes = [] if value.casefold() in _NONE else [part for part in value.split(",") if part]
        return enter(one, codes, "", time, where=written)
    if one.kind in {"quantity", "dose"}:
        digits = len(value) - len(value.lstrip("+-.0123456789"))
        return enter(one, value[:digits], value[digits:].strip(), time, where=written)
    return enter(one, value, "", time, where=written)


def graded_alone(
    written: Iterable[str], time: datetime, observables: Mapping[str, Observable]
) -> Record:
    """Return a record of one moment for a grade asked for by itself: the product has been infused.

    Who asks for a grade of a toxicity says that the cells were given; nothing else is taken for
    granted.
    """
    readings = [state(one, time, observables) for one in written]
    if "infusion" in observables and not any(one.observable == "infusion" for one in readings):
        readings.append(enter(observables["infusion"], True, "", time, where="infusion"))
    return Record(patient="—", readings=tuple(readings))
