"""databases_and_registers: what each database and each register gave a review."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trephine.core.prisma import PrismaCount
from trephine.core.review import Review
from trephine.core.text import Language, Text

_UNNAMED = Text(zh="未注明的数据库", en="Database not named")
_JOINED: tuple[tuple[str, Language], ...] = (("、", "zh"), (", ", "en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Records by database and by register; ``waiting`` are hits of which no file was imported."""

    databases: tuple[PrismaCount, ...]
    registers: tuple[PrismaCount, ...]
    waiting: int = 0


def databases_and_registers(
    review: Review, records: Iterable[str] | None, *, stated: int | None = None
) -> Searched:
    """Return databases and registers with the records each gave; other sources are left out.

    ``records`` are ids of imported records, None where nothing that a search returned was imported.
    A source's imported records and those of its files that were refused; else the hits that a
    search reports; else unknown. One sum where a publication states (``stated``) no more.
    """
    aside = {one.database for one in review.searches if one.other_source}
    labels = {one.database: one.label for one in review.searches}
    registers = {one.database for one in review.searches if one.register}
    found = {one.database: one.hits for one in review.searches if one.database not in aside}
    if records is None and stated is not None and not any(found.values()):
        zh, en = (sep.join(text[lang] for text in labels.values()) for sep, lang in _JOINED)
        label = Text(zh=zh, en=en) if labels else _UNNAMED
        return Searched(databases=(PrismaCount(label=label, n=stated),), registers=())
    held: Counter[str] = Counter()
    if records is not None:
        held.update(review.references[key].database for key in records)
        for batch in review.batches:
            if batch.whole and batch.refused:
                held[batch.database] += batch.refused
    waiting = sum(n or 0 for name, n in found.items() if name not in held)
    found |= {name: n for name, n in held.items() if name not in aside}
    counts = [
        (name, PrismaCount(label=labels.get(name, name or _UNNAMED), n=n))
        for name, n in found.items()
    ]
    return Searched(
        databases=tuple(count for name, count in counts if name not in registers),
        registers=tuple(count for name, count in counts if name in registers),
        waiting=waiting,
    )
