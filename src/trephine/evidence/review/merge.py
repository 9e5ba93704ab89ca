"""merge: what is shown of a document that several database records describe."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from trephine.core.reference import Reference

_OWN = {"id", "database", "file", "line"}
MERGED_FIELDS = tuple(one.name for one in fields(Reference) if one.name not in _OWN)
# Ids that any record may add to: together, not one in place of another.
_TOGETHER = ("ids", "keywords")


def merge(
    references: Sequence[Reference], chosen: Mapping[str, str] | None = None
) -> tuple[Reference, Mapping[str, str]]:
    """Return one reference for several records of one document, and which record supplies what.

    The record with the most fields filled comes first (the earliest among equals); each field it
    leaves empty is taken from the next that has it. ``chosen`` names for a field the record that
    supplies it instead. ``ids`` and ``keywords`` are those of all. The result keeps the id, file
    and line of the earliest record; nothing is invented, and no record is changed.
    """
    first = references[0]
    if len(references) == 1 and not chosen:
        return first, dict.fromkeys(_filled(first), first.id)
    ranked = sorted(references, key=lambda one: -len(_filled(one)))  # stable: earliest first
    by_id = {one.id: one for one in references}
    taken: dict[str, object] = {}
    supplied: dict[str, str] = {}
    for name in MERGED_FIELDS:
        order = list(ranked)
        wanted = by_id.get((chosen or {}).get(name, ""))
        if wanted is not None:
            order = [wanted, *(one for one in ranked if one is not wanted)]
        if name in _TOGETHER and wanted is None:
            every = dict.fromkeys(value for one in order for value in getattr(one, name))
            taken[name] = tuple(every)
            if every:
                supplied[name] = next(one.id for one in order if getattr(one, name))
            continue
        source = next((one for one in order if getattr(one, name)), None)
        if source is not None:
            taken[name] = getattr(source, name)
            supplied[name] = source.id
    databases = dict.fromkeys(one.database for one in references if one.database)
    return replace(first, **taken, database=", ".join(databases)), supplied  # type: ignore[arg-type]


def _filled(one: Reference) -> list[str]:
    return [name for name in MERGED_FIELDS if getattr(one, name)]
