"""read_sheet: a table of a patient's values, understood or named, never guessed at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from trephine.care.enter import enter
from trephine.care.sheet_cell import cell_moment, cell_text, cell_value
from trephine.care.sheet_terms import heading_parts, part_of, term_of
from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.record import Reading
from trephine.core.sheet import (
    PatientSheet,
    SheetChoice,
    SheetReading,
    SheetRemark,
    SheetTerm,
    SheetWords,
    folded,
)
from trephine.core.text import Text

MOST_ROWS = 5000
_LOOKED_AT = 10  # rows among which the headings stand
_SAME = Text(zh="与另一处相同，只录入一次", en="the same stands elsewhere: entered once")
_OTHER = Text(zh="同一时刻有不同的值，都不录入", en="two values for one moment: neither is entered")
_KEEP_ONE = Text(zh="在表中删去其一，再粘贴一次", en="remove one in the table and paste it again")
_HOURS = Text(
    zh="若是两次，请各写时刻再粘贴；若写重了，删去其一",
    en="if there were two, write the hour of each and paste again; if not, remove one",
)
_NOTHING = Text(zh="不必做什么", en="nothing to do")
_TWICE = Text(
    zh="若是两次，请各写时刻再粘贴；否则不必做什么",
    en="if there were two, write the hour of each and paste again; if not, nothing",
)
_NO_TIME = Text(
    zh="没有时间列：所有值按现在的时刻录入", en="no column of times: all values count as of now"
)
_ADD_TIME = Text(
    zh="若是以前的结果，请加“时间”一列", en="for earlier results add a column named time"
)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What is gathered while a table is read."""

    words: SheetWords
    observables: Mapping[str, Observable]
    now: datetime
    choices: Mapping[str, SheetChoice]
    terms: dict[str, SheetTerm] = field(default_factory=dict)
    readings: list[SheetReading] = field(default_factory=list)
    remarks: list[SheetRemark] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)

    def term(self, heading: str, line: int, unit: str = "") -> SheetTerm:
        """Return what a heading means; of a long table the unit of its first row counts."""
        if heading not in self.terms:
            choice = self.choices.get(folded(heading))
            self.terms[heading] = term_of(heading, unit, line, self.words, self.observables, choice)
        return self.terms[heading]

    def cell(self, term: SheetTerm, cell: object, line: int, when: datetime, *, day: bool) -> None:
        """Take one cell: a reading, or a remark that says why it is none."""
        if cell_text(cell).casefold() in self.words.nothing:
            return
        self.filled[term.heading] += 1
        if term.state != "understood":
            return  # the term says so itself, with its count
        one = self.observables[term.observable]
        try:
            value, moment, day_only = cell_value(one, cell, when, self.words, day=day)
            unit = term.unit if one.kind in {"quantity", "dose"} and isinstance(value, str) else ""
            enter(one, value, unit, moment, where=f"{line}", recorded=self.now)
        except InputError as fault:
            self.remark("refused", line, term.heading, fault)
            return
        self.read[term.heading] += 1
        self.readings.append(
            SheetReading(
                line=line,
                heading=term.heading,
                observable=one.id,
                value=value,
                unit=unit,
                time=moment,
                day_only=day_only,
            )
        )

    def remark(self, kind: str, line: int, heading: str, fault: InputError) -> None:
        """Name what was not read."""
        self.remarks.append(
            SheetRemark(
                kind="refused" if kind == "refused" else "note",
                line=line,
                heading=heading,
                what=fault.what,
                found=fault.found,
                do=fault.do,
            )
        )


def read_sheet(
    rows: Iterable[tuple[int, Sequence[object]]],
    words: SheetWords,
    observables: Mapping[str, Observable],
    *,
    now: datetime,
    encoding: str = "",
    choices: Sequence[SheetChoice] = (),
    held: Sequence[Reading] = (),
) -> PatientSheet:
    """Return what a table says of one patient, and everything in it that was not understood.

    Wide tables have an observable a column, long ones an item a row. A unit is taken where it is
    written or chosen, never assumed; times without a zone are of ``now``'s. Cells that repeat one
    another, or ``record``, are entered once; such as contradict one another not at all. It keeps
    nothing. Raises InputError for a table without headings, and for one of more than 5,000 rows.
    """
    every = _limited(rows)
    reader = _Reader(
        words=words,
        observables=observables,
        now=now,
        choices={folded(one.heading): one for one in choices},
    )
    place = _headings(every, words, reader.choices)
    line, cells = every[place]
    headings = [cell_text(cell) for cell in cells]
    parts = {
        part: at
        for at, one in enumerate(headings)
        if (part := part_of(one, words)) and part != "range"
    }
    body = [one for one in every[place + 1 :] if any(cell_text(cell) for cell in one[1])]
    long = "item" in parts and "value" in parts
    if "time" not in parts:
        note = InputError(
            what=_NO_TIME, where=str(line), found=f"{now:%Y-%m-%d %H:%M}", do=_ADD_TIME
        )
        reader.remark("note", line, "", note)
    read = _long if long else _wide
    read(reader, headings, line, parts, body)
    kept, twice = _sifted(reader.readings, held, observables)
    return PatientSheet(
        long=long,
        encoding=encoding,
        rows=len(body),
        terms=tuple(
            replace(one, filled=reader.filled[one.heading], read=reader.read[one.heading])
            for one in reader.terms.values()
        ),
        readings=tuple(kept),
        remarks=tuple(sorted([*reader.remarks, *twice], key=lambda one: one.line)),
    )


def _limited(rows: Iterable[tuple[int, Sequence[object]]]) -> list[tuple[int, Sequence[object]]]:
    held = []
    for one in rows:
        held.append(one)
        if len(held) > MOST_ROWS:
            raise InputError(
                what=Text(zh="表格过长", en="the table is too long"),
                where=str(one[0]),
                found=f"{MOST_ROWS}+",
                do=Text(
                    zh="一次一位患者；分几次录入", en="one patient at a time, in several parts"
                ),
            )
    return held


def _headings(
    held: Sequence[tuple[int, Sequence[object]]],
    words: SheetWords,
    choices: Mapping[str, SheetChoice],
) -> int:
    """Return the place of the row that names the most columns. Raises InputError."""

    def named(place: int) -> int:
        known = 0
        for cell in held[place][1]:
            said = cell_text(cell)
            name, _ = heading_parts(said)
            known += bool(
                part_of(said, words)
                or folded(name) in words.names
                or folded(said) in words.names
                or folded(said) in choices
                or folded(name) in words.identifiers
            )
        return known

    places = range(min(len(held), _LOOKED_AT))
    best = max(places, key=named, default=-1)
    if best < 0 or not named(best):
        shown = " | ".join(cell_text(cell) for cell in held[0][1])[:200] if held else ""
        raise InputError(
            what=Text(zh="没有认得的列名", en="no heading is known"),
            where=str(held[0][0]) if held else "1",
            found=shown or "—",
            do=Text(
                zh="首行写列名，如 时间、体温(℃)、血红蛋白(g/L)；或 项目、结果、单位、时间",
                en="name the columns: time, temperature (Cel) …; or item, result, unit, time",
            ),
        )
    return best


def _wide(
    reader: _Reader,
    headings: Sequence[str],
    line: int,
    parts: Mapping[str, int],
    body: Sequence[tuple[int, Sequence[object]]],
) -> None:
    columns = {
        at: reader.term(one or f"#{at + 1}", line)
        for at, one in enumerate(headings)
        if at not in parts.values() and (one or any(_at(cells, at) for _, cells in body))
    }
    for number, cells in body:
        found = _when(reader, cells, parts, number)
        if found is None:
            continue
        for at, term in columns.items():
            reader.cell(
                term, cells[at] if at < len(cells) else None, number, found[0], day=found[1]
            )


def _long(
    reader: _Reader,
    headings: Sequence[str],
    line: int,
    parts: Mapping[str, int],
    body: Sequence[tuple[int, Sequence[object]]],
) -> None:
    for at, one in enumerate(headings):  # columns that a long table does not need are named, too
        if at not in parts.values() and one:
            reader.term(one, line)
            reader.terms[one] = replace(
                reader.terms[one],
                state="identifier" if reader.terms[one].state == "identifier" else "left out",
            )
            reader.filled[one] += sum(bool(_at(cells, at)) for _, cells in body)
    for number, cells in body:
        found = _when(reader, cells, parts, number)
        if found is None:
            continue
        item, unit = _at(cells, parts["item"]), _at(cells, parts.get("unit", -1))
        term = reader.term(item or "—", number, unit)
        if unit and term.written and unit != term.written and not _chosen(reader, item):
            other = term_of(item, unit, number, reader.words, reader.observables, None)
            term = replace(other, heading=item)
        reader.cell(term, cells[parts["value"]], number, found[0], day=found[1])


def _chosen(reader: _Reader, heading: str) -> bool:
    return folded(heading) in reader.choices


def _at(cells: Sequence[object], at: int) -> str:
    return cell_text(cells[at]) if 0 <= at < len(cells) else ""


def _when(
    reader: _Reader, cells: Sequence[object], parts: Mapping[str, int], line: int
) -> tuple[datetime, bool] | None:
    """Return the moment of a row and whether it is a mere day; None after a remark."""
    at = parts.get("time")
    if at is None:
        return reader.now, False
    try:
        return cell_moment(cells[at] if at < len(cells) else None, reader.now.tzinfo)
    except InputError as fault:
        reader.remark("refused", line, "", fault)
        return None


def _sifted(
    readings: Sequence[SheetReading],
    held: Sequence[Reading],
    observables: Mapping[str, Observable],
) -> tuple[list[SheetReading], list[SheetRemark]]:
    """Return each reading once, none that is contradicted, and what was taken out."""
    groups: dict[tuple[str, datetime], list[SheetReading]] = {}
    for one in readings:
        groups.setdefault((one.observable, one.time), []).append(one)
    before: dict[tuple[str, datetime], list[object]] = {}
    for one_held in held:
        before.setdefault((one_held.observable, one_held.time), []).append(one_held.value)
    kept: list[SheetReading] = []
    remarks: list[SheetRemark] = []

    def told(one: SheetReading, other: str) -> None:
        same = other.startswith("=")
        when = f"{one.time:%Y-%m-%d}" if one.day_only else f"{one.time:%Y-%m-%d %H:%M}"
        if same:
            dose = one.day_only and observables[one.observable].kind == "dose"
            settle = _TWICE if dose else _NOTHING
        else:
            settle = _HOURS if one.day_only else _KEEP_ONE
        remarks.append(
            SheetRemark(
                kind="duplicate" if same else "contradiction",
                line=one.line,
                heading=one.heading,
                what=_SAME if same else _OTHER,
                found=f"{one.value} {one.unit} · {when} · {other}",
                do=settle,
            )
        )

    for key, group in groups.items():
        values = [_canonical(one, observables) for one in group]
        old = before.get(key, [])
        if any(value != values[0] for value in [*values, *old]):
            for at, one in enumerate(group):
                others = [str(g.line) for n, g in enumerate(group) if n != at]
                told(one, "≠ " + ", ".join([*others, *(["record"] if old else [])]))
            continue
        for one in group if old else group[1:]:
            told(one, "= record" if old else f"= {group[0].line}")
        if not old:
            kept.append(group[0])
    return kept, remarks


def _canonical(one: SheetReading, observables: Mapping[str, Observable]) -> object:
    found = enter(observables[one.observable], one.value, one.unit, one.time, where=str(one.line))
    return found.value
