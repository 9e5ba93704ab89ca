"""sheet_shown, sheet_targets: a patient's table understood for whoever enters it."""

import re
from base64 import b64decode
from binascii import Error as NoBase64
from datetime import datetime

from trephine import library
from trephine.care.enter import enter
from trephine.care.read_sheet import read_sheet
from trephine.care.words import unit_words
from trephine.core.error import InputError
from trephine.core.sheet import SheetReading, SheetRemark, SheetTerm
from trephine.core.text import Text
from trephine.interop.references.decode import Decoded, decode
from trephine.interop.table_rows import Rows, table_rows
from trephine.library.sheet_words import sheet_words
from trephine.web.care.reading_words import reading_words
from trephine.web.care.records import Records
from trephine.web.care.shape import WrittenValue
from trephine.web.care.sheet_shape import (
    SheetAsked,
    SheetShown,
    SheetTarget,
    SheetTermShown,
    SheetValue,
)
from trephine.web.care.shown import words

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def sheet_shown(records: Records, asked: SheetAsked, now: datetime) -> SheetShown:
    """Return what a table says; nothing is kept. Raises InputError for what is no table."""
    raw = _bytes(asked.content)
    remarks: list[SheetRemark] = []
    if raw.startswith(_WORKBOOK):
        rows, encoding = table_rows(raw, asked.file), "xlsx"
    else:
        decoded = _text(raw, asked.file)
        encoding = decoded.encoding
        remarks = [_spoilt(one, encoding) for one in decoded.remarks]
        rows = table_rows(decoded.text, asked.file)
    taken: list[SheetRemark] = []
    rows = _without_controls(rows, taken)
    kept = () if asked.patient is None else records.record(asked.patient).kept
    found = read_sheet(
        rows,
        sheet_words(),
        library.observables(),
        now=now,
        encoding=encoding,
        choices=asked.choices,
        held=[one.reading for one in kept if not one.withdrawn],
    )
    return SheetShown(
        long=found.long,
        encoding=encoding,
        rows=found.rows,
        zone=f"{now:%Z}" or "UTC",
        terms=tuple(_term(one) for one in found.terms),
        values=tuple(_value(one) for one in found.readings),
        remarks=(*remarks, *taken, *found.remarks),
    )


def sheet_targets() -> tuple[SheetTarget, ...]:
    """Return everything that a heading can mean: what is measured or stated, nothing derived."""
    return tuple(
        SheetTarget(
            name=one.id,
            label=one.label,
            kind=one.kind,
            units=tuple(unit.code for unit in one.units),
        )
        for one in library.observables().values()
        if one.derivation is None
    )


def _bytes(content: str) -> bytes:
    try:
        raw = b64decode(content, validate=True)
    except (NoBase64, ValueError) as error:
        raise InputError(
            what=Text(zh="内容不是 base64", en="the content is not base64"),
            where="content",
            found=f"{len(content)}",
            do=Text(zh="由页面上传", en="upload it from the page"),
        ) from error
    if raw.startswith(_OLD_WORKBOOK):
        raise InputError(
            what=Text(zh="这是旧式或加密的 Excel 文件", en="an old or encrypted Excel file"),
            where="content",
            found=".xls",
            do=Text(
                zh="另存为 .xlsx（不加密）或 CSV", en="save it as .xlsx without a password, or CSV"
            ),
        )
    return raw


def _text(raw: bytes, name: str) -> Decoded:
    """Return the text; what is neither UTF nor plainly Big5 is read as GB18030, as GBK files are.

    A short table of values has too few characters to be told from Western text by their frequency.
    """
    found = decode(raw, name)
    return decode(raw, name, "gb18030") if found.encoding == "cp1252" else found


def _without_controls(rows: Rows, taken: list[SheetRemark]) -> Rows:
    """Yield the rows without control characters, and put a remark for each that had one."""
    for line, cells in rows:
        odd = {one for cell in cells if isinstance(cell, str) for one in _CONTROL.findall(cell)}
        if not odd:
            yield line, cells
            continue
        taken.append(
            SheetRemark(
                kind="note",
                line=line,
                heading="",
                what=Text(zh="已去掉控制字符", en="control characters were taken out"),
                found=", ".join(f"U+{ord(one):04X}" for one in sorted(odd)[:4]),
                do=Text(zh="核对这一行的值", en="check the values of this line"),
            )
        )
        yield line, [_CONTROL.sub("", c) if isinstance(c, str) else c for c in cells]


def _spoilt(what: Text, encoding: str) -> SheetRemark:
    return SheetRemark(
        kind="refused",
        line=0,
        heading="",
        what=what,
        found=encoding,
        do=Text(zh="另存为 UTF-8 再上传", en="save the file as UTF-8 and upload it again"),
    )


def _term(one: SheetTerm) -> SheetTermShown:
    return SheetTermShown(
        heading=one.heading,
        line=one.line,
        state=one.state,
        observable=one.observable,
        label=words().label(one.observable) if one.observable else None,
        written=one.written,
        unit=one.unit,
        unit_shown=unit_words(one.unit),
        units=one.units,
        filled=one.filled,
        read=one.read,
    )


def _value(one: SheetReading) -> SheetValue:
    found = library.observables()[one.observable]
    reading = enter(found, one.value, one.unit, one.time, where=str(one.line))
    return SheetValue(
        line=one.line,
        label=found.label,
        shown=reading_words(reading),
        day_only=one.day_only,
        value=WrittenValue(
            observable=one.observable,
            value=one.value,
            unit=one.unit,
            time=one.time,
            day_only=one.day_only,
        ),
    )
