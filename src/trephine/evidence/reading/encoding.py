"""The encoding of a text file: UTF-8, UTF-16, GB18030 (GBK), told apart or refused."""

import codecs
import re

from trephine.core.error import InputError
from trephine.core.text import Text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")
_DO = Text(
    zh="请另存为 UTF-8，或指明编码（例如 --encoding gb18030；Python 中 encoding=）",
    en="Save the file as UTF-8, or name its encoding (--encoding cp1252, say; in Python encoding=)",
)


def decode(raw: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and its encoding; raises InputError rather than guess among several.

    A byte order mark decides; else zero bytes mean UTF-16; else what is valid UTF-8 is UTF-8; else
    GB18030, provided most of its two-byte characters are those of everyday Chinese. In a Western
    file an accented letter and the letter after it look like one rare Chinese character: such
    files are refused, because nobody would notice a name spoilt.
    """
    if encoding is not None:
        return _strictly(raw, name, encoding), encoding
    for mark, found in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw, name, found), found
    head = raw[:4096]
    if b"\0" in head:
        low, high = head[0::2].count(0), head[1::2].count(0)
        text = ""
        wide = "utf-16-le" if high > low else "utf-16-be"
        if 8 * min(low, high) <= max(low, high) > len(head) // 16:
            text = _strictly(raw, name, wide)
        if not text or _CONTROL.search(text):
            raise InputError(
                what=Text(zh="不是文本表格", en="The file is no text table"),
                where=name,
                found=f"a zero byte at offset {raw.index(0)}",
                do=Text(
                    zh="请在 Excel 中另存为 .xlsx 或 CSV UTF-8",
                    en="Save it in Excel as .xlsx or CSV UTF-8",
                ),
            )
        return text, wide
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unclear(raw, name, error.start) from None
    everyday, rare = _two_byte_characters(raw)
    if rare >= everyday:
        raise _unclear(raw, name, next(at for at, byte in enumerate(raw) if byte > 127))
    return text, "gb18030"


def _two_byte_characters(raw: bytes) -> tuple[int, int]:
    """Count the characters of GB 2312 (both bytes from 0xA1) and the others."""
    everyday = rare = at = 0
    while at < len(raw):
        if raw[at] < 0x80:
            at += 1
            continue
        if at + 1 < len(raw) and raw[at] >= 0xA1 and raw[at + 1] >= 0xA1:
            everyday += 1
        else:
            rare += 1
        at += 4 if at + 1 < len(raw) and 0x30 <= raw[at + 1] <= 0x39 else 2
    return everyday, rare


def _strictly(raw: bytes, name: str, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            what=Text(zh=f"文件不是 {encoding} 编码", en=f"The file is not {encoding}"),
            where=f"{name}, line {raw[: error.start].count(10) + 1}",
            found=f"byte 0x{raw[error.start]:02x} at offset {error.start}",
            do=_DO,
        ) from None
    except LookupError:
        raise InputError(
            what=Text(zh="未知的编码名称", en="There is no such encoding"),
            where=name,
            found=repr(encoding),
            do=_DO,
        ) from None


def _unclear(raw: bytes, name: str, at: int) -> InputError:
    return InputError(
        what=Text(zh="无法确定文件的编码", en="The encoding of the file is unclear"),
        where=f"{name}, line {raw[:at].count(10) + 1}",
        found=f"byte 0x{raw[at]:02x} at offset {at}: neither UTF-8 nor everyday GBK",
        do=_DO,
    )
