"""locked_for: how long an account stays shut after wrong passwords: longer each time."""

from datetime import datetime, timedelta

FREE = 5  # wrong ones before the first lock
FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)  # it is shut again and again for strangers, not known browsers


def locked_for(failures: int) -> timedelta | None:
    """Return the lock after so many failures in a row: 1, 2, 4, 8, 15 minutes; None for few."""
    if failures < FREE:
        return None
    return min(LONGEST, FIRST * (1 << min(failures - FREE, 10)))


def remembered(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Return how many failures still count: none where the last is as old as the longest lock.

    Otherwise one wrong try every quarter of an hour would keep somebody else out for ever.
    """
    return 0 if failed_at is None or now - failed_at >= LONGEST else failures


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Return until when the account is shut; None where it is not."""
    lock = locked_for(failures)
    return None if lock is None else now + lock
