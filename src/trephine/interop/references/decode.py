"""decode: the text of a reference file, and how sure its encoding is."""

import codecs
import re
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.text import Text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The commonest characters of bibliographic Chinese, simplified and traditional.
_COMMON = frozenset(
    "的一是在和与及其中对为研究分析治疗患者临床结果方法目的结论观察应用疗效骨髓瘤细胞抗体医学"
    "大学学报杂志中国年期关键词摘要作者来源题名机构文献性血液病例组有无者效用发法学院"
    "與對為治療臨床結果結論觀察應用療效細胞醫學學報雜誌國關鍵詞作來題獻組無發院"
    # the commonest surnames: a file may hold no other Chinese
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万"
    "張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭葉蘇魏呂盧鐘譚陸範廖賈韋鄒龍賀顧龔萬"
)
_REPLACED = "\ufffd"
# A run that holds bytes beyond ASCII: a double-byte character's second byte may be ASCII.
_RUN = re.compile(rb"[\x80-\xff][\x80-\xff\x30-\x7e]*")
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
_BINARY = re.compile(r"[\0-\x08\x0e-\x1a]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, its encoding, and remarks on what could not be read as it."""

    text: str
    encoding: str
    remarks: tuple[Text, ...] = ()


def decode(raw: bytes, name: str, encoding: str = "") -> Decoded:
    """Return the text of ``raw``: by its byte order mark, else UTF-16, UTF-8, GB18030, Big5, 1252.

    ``encoding`` decides where it is given. Between GB18030 and Big5, which share most byte pairs,
    the one that gives more of the commonest characters of titles, abstracts and surnames wins.
    Where neither gives any, a file whose bytes beyond ASCII are all pairs of Chinese characters is
    taken for GB18030, any other for Western, and a remark says that it was a guess. Bytes that fit
    nowhere are replaced by U+FFFD and remarked on, with their line. Raises InputError for an
    unknown name of an encoding and for a binary file.
    """
    if encoding:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise InputError(
                what=Text(zh="未知的编码名称", en="there is no such encoding"),
                where=name,
                found=repr(encoding),
                do=Text(zh="例如 utf-8、gb18030、big5", en="utf-8, gb18030 or big5, say"),
            ) from None
        return _with(raw, encoding)
    for mark, found in _MARKS:
        if raw.startswith(mark):
            return _with(raw, found)
    head = raw[:4096]
    if b"\0" in head:
        return _wide(raw, head, name)
    try:
        return Decoded(text=raw.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        pass
    wide = _mostly_utf8(raw)
    if wide:
        return _with(raw, "utf-8")
    scores = {one: _common(raw, one) for one in ("gb18030", "big5hkscs")}
    best = max(scores, key=lambda one: scores[one])
    if scores[best] > 0.05:
        return _with(raw, best)
    guess = "gb18030" if _all_han(raw) else "cp1252"
    guessed = _with(raw, guess)
    remark = Text(
        zh=f"编码是推测的（{guess}）：请核对姓名与题名",
        en=f"the encoding is a guess ({guess}): check names and titles",
    )
    return Decoded(text=guessed.text, encoding=guess, remarks=(remark, *guessed.remarks))


def _wide(raw: bytes, head: bytes, name: str) -> Decoded:
    """Return UTF-16 without a byte order mark; zero bytes that are not that are a binary file."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if 8 * min(odd, even) <= max(odd, even) > len(head) // 32:
        found = _with(raw, "utf-16-le" if odd > even else "utf-16-be")
        if not _BINARY.search(found.text[:2000]):
            return found
    raise InputError(
        what=Text(zh="不是文本文件", en="the file is no text"),
        where=name,
        found=f"a zero byte at offset {raw.index(0)}",
        do=Text(
            zh="请在数据库中重新导出为 RIS、NoteExpress 或 Excel",
            en="export it again from the database, as RIS, NoteExpress or Excel",
        ),
    )


def _with(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(text=raw.decode(encoding), encoding=encoding)
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
    lines = [at for at, line in enumerate(text.splitlines(), 1) if _REPLACED in line]
    listed = ", ".join(map(str, lines[:8])) + (" …" if len(lines) > 8 else "")
    remark = Text(
        zh=f"有字节不是 {encoding}，以 {_REPLACED} 代替：第 {listed} 行",
        en=f"bytes that are not {encoding}, shown as {_REPLACED}: lines {listed}",
    )
    return Decoded(text=text, encoding=encoding, remarks=(remark,))


def _mostly_utf8(raw: bytes) -> bool:
    """Whether few of the characters beyond ASCII are spoilt UTF-8: a file cut short, say."""
    text = raw.decode("utf-8", errors="replace")
    spoilt = text.count(_REPLACED)
    beyond = sum(character > "\x7f" for character in text)
    return beyond > spoilt and spoilt * 20 <= beyond - spoilt


def _common(raw: bytes, encoding: str) -> float:
    """Return the share of the commonest characters among those beyond ASCII."""
    text = _beyond_ascii(raw).decode(encoding, errors="replace")
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    spoilt = text.count(_REPLACED)
    return (sum(one in _COMMON for one in beyond) - 4 * spoilt) / len(beyond)


def _beyond_ascii(raw: bytes) -> bytes:
    """Return the first 200 kB of the runs beyond ASCII, wherever in a long file they stand."""
    runs, length = [], 0
    for found in _RUN.finditer(raw):
        runs.append(found[0])
        length += len(found[0]) + 1
        if length > 200_000:
            break
    return b" ".join(runs)


def _all_han(raw: bytes) -> bool:
    """Whether all bytes beyond ASCII are pairs that make Chinese characters in GB18030."""
    runs = re.findall(rb"[\x80-\xff]+", raw)
    try:  # a lone byte beyond ASCII, as Western letters are, cannot be decoded
        return all(_HAN.fullmatch(one.decode("gb18030")) for one in runs)
    except UnicodeDecodeError:
        return False
