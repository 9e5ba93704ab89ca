"""sufficient_follow_up: could a plateau be seen at all, if there were one."""

from dataclasses import dataclass

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.survival.follow_up import FollowUp


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpTest:
    """The test of Maller and Zhou: is follow-up long enough for a cured share to be told.

    latest: the longest follow-up; last_event: the longest time to an event; window: events after
    2 last_event - latest. alpha: the estimated probability of so few of them where follow-up is
    insufficient; small values (below 0.05, say) speak for sufficient follow-up. q: their share.
    """

    latest: float
    last_event: float
    window: int
    q: float
    alpha: float
    methods: tuple[str, ...] = ("maller-zhou-1994",)


def sufficient_follow_up(group: FollowUp) -> FollowUpTest:
    """Test the hypothesis that follow-up is insufficient, from the plateau's length.

    Only a curve that is level at the end over a time in which many events happened before can show
    a cured share. Where the longest time is an event alpha is 1. It says nothing about whether
    there are cured patients. Patients read back from a figure have their last censorings at its
    end: use with care. Maller and Zhou 1994, JASA 89:1499-1506. Raises MethodError without events.
    """
    if not group.events:
        raise MethodError(
            what=Text(zh="没有任何事件", en="There is no event"),
            where=group.label or "sufficient_follow_up",
            found=f"{group.n} patients, 0 events",
            do=Text(zh="该检验至少需要一个事件", en="The test needs at least one"),
        )
    latest = float(group.time[-1])
    events = group.time[group.event > 0.0]
    last = float(events[-1])
    window = int(((events > 2.0 * last - latest) & (events <= last)).sum()) if latest > last else 0
    q = window / group.n
    return FollowUpTest(
        latest=latest, last_event=last, window=window, q=q, alpha=(1.0 - q) ** group.n
    )
