"""moment_text: a moment as the one text that is hashed and stored; moment_of: the way back."""

import re
from datetime import UTC, datetime

from trephine.core.error import InputError
from trephine.core.text import Text

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def moment_text(at: datetime) -> str:
    """Return a moment in UTC with six decimals: ``2026-11-23T08:00:00.000000Z``.

    Raises InputError for a moment without a zone, or one that has no year in UTC.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise _refused(at.isoformat())
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        raise _refused(at.isoformat()) from None
    return utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def moment_of(text: str) -> datetime:
    """Return the moment of such a text, in UTC. Raises InputError for any other form."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise _refused(repr(text)[:60])
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _refused(text) from None


def _refused(found: str) -> InputError:
    return InputError(
        what=Text(zh="不是带时区的时刻", en="Not a moment with a zone"),
        where="at",
        found=found,
        do=Text(
            zh="写成 2026-11-23T08:00:00.000000Z",
            en="Write it as 2026-11-23T08:00:00.000000Z",
        ),
    )
