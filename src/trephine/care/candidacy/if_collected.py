"""if_collected: a record as it would stand if cells were collected at another moment."""

from datetime import datetime

from trephine.care.enter import check_zone, enter
from trephine.core.error import InputError
from trephine.core.handbook import Handbook
from trephine.core.record import Record
from trephine.core.text import Text

_PLAN = "planned_leukapheresis"


def if_collected(record: Record, at: datetime, planned: datetime, handbook: Handbook) -> Record:
    """Return the record as it will stand at ``planned`` if nothing comes to it after ``at``.

    Assessed at ``planned`` it says what would still be lacking then: waiting times are counted to
    that moment, and results that will be too old by it are missing. It foretells no value. Any
    other plan of the record is set aside. Raises InputError for a plan before ``at``, or a moment
    without zone.
    """
    check_zone(at, record.patient)
    check_zone(planned, record.patient)
    if planned < at:
        raise InputError(
            what=Text(zh="计划日期已过", en="the planned date lies in the past"),
            where="planned",
            found=f"{planned.isoformat()} < {at.isoformat()}",
            do=Text(zh="改定采集日期", en="choose a later day of collection"),
        )
    seen = tuple(one for one in record if one.observable != _PLAN and one.known_from <= at)
    plan = enter(handbook.observables[_PLAN], planned, "", at, where=record.patient, recorded=at)
    return Record(patient=record.patient, readings=(*seen, plan))
