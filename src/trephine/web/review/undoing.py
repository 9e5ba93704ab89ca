"""undoable, batch_undone: which steps of a review are taken back, and what goes with them."""

from trephine.core.error import InputError
from trephine.core.review import HistoryLine, Review
from trephine.core.review_event import DuplicatesDecided, ReferencesImported
from trephine.core.text import Text
from trephine.core.undone import UNDONE, Undone
from trephine.web.errors import NotAllowedError, NotFoundError
from trephine.web.review.person import Actor

# What concerns everybody and hangs on nobody's judgement; an import goes as a whole.
SHARED = frozenset(
    {
        "duplicates-decided",
        "search-planned",
        "search-recorded",
        "protocol-deviated",
        "person-removed",
    }
)


def may_change_people(review: Review, actor: Actor) -> bool:
    """Tell whether somebody changes who takes part: who began it, or leads by their role."""
    opened = review.history[0].author if review.history else ""
    return actor.leads or actor.person == opened


def check_people(review: Review, actor: Actor) -> None:
    """Raise NotAllowedError for somebody who does not change who takes part."""
    if not may_change_people(review, actor):
        raise NotAllowedError(
            what=Text(
                zh="成员由建立评价的人、方法学家或管理员更改",
                en="who takes part is changed by who began the review, a methodologist or an"
                " administrator",
            ),
            where="people",
            found="—",
            do=Text(zh="请他们更改；自己可随时离开", en="ask them; you may leave at any time"),
        )


def undoable(review: Review, version: int, actor: Actor) -> list[Undone]:
    """Return the event that takes a shared step back. Raises InputError for any other step.

    Somebody's leaving is taken back by who may change the people (else NotAllowedError).
    """
    lines = {line.version: line for line in review.history}
    found = line = lines.get(version)
    while line is not None and line.kind == UNDONE:
        line = lines.get(line.payload.version)
    if found is None or line is None or line.kind not in SHARED:
        raise InputError(
            what=Text(zh="这一步不能在此撤销", en="this step is not taken back here"),
            where="version",
            found=f"v{version}",
            do=Text(
                zh="可撤销：检索、检索表、合并判定；投票由其本人撤销",
                en="searches, tables of concepts and joins can be; votes by who cast them",
            ),
        )
    if line.kind == "person-removed":
        check_people(review, actor)
    return [Undone(version=version)]


def batch_undone(review: Review, batch: str) -> list[Undone]:
    """Return the events that take an import back, with the joins that came with it.

    Votes on its records lapse while it is taken back. Raises NotFoundError.
    """
    lines = [one for one in imported(review, batch) if one.version not in review.undone]
    if not lines:
        raise _none(batch)
    joins = [one for one in _joins(review, lines[-1]) if one.version not in review.undone]
    return [Undone(version=one.version) for one in lines + joins]


def batch_restored(review: Review, batch: str) -> list[Undone]:
    """Return the events that bring an import back that was taken back. Raises NotFoundError."""
    lines = [one for one in imported(review, batch) if one.version in review.undone]
    if not lines:
        raise _none(batch)
    wanted = {one.version for one in lines + _joins(review, lines[-1])}
    takes = {}
    for line in review.history:
        if line.kind == UNDONE and line.version not in review.undone:
            takes[line.payload.version] = line.version
    return [Undone(version=takes[one]) for one in sorted(wanted) if one in takes]


def imported(review: Review, batch: str) -> list[HistoryLine]:
    """Return the events that brought a file's records in, in order, those undone too."""
    return [
        line
        for line in review.history
        if isinstance(line.payload, ReferencesImported) and line.payload.batch == batch
    ]


def _joins(review: Review, last: HistoryLine) -> list[HistoryLine]:
    """Return the automatic joins that were written in the same act as an import."""
    return [
        line
        for line in review.history
        if isinstance(line.payload, DuplicatesDecided)
        and line.payload.automatic
        and (line.at, line.author) == (last.at, last.author)
    ]


def _none(batch: str) -> NotFoundError:
    return NotFoundError(
        what=Text(zh="没有这一导入", en="there is no such import"),
        where="batch",
        found=batch[:60],
        do=Text(zh="见导入页的列表", en="see the list on the page of imports"),
    )
