"""read_text_file: a user's small text file, or a refusal that says what is wrong with it."""

from pathlib import Path

from trephine.core.error import InputError
from trephine.core.text import Text

MOST_BYTES = 16 * 1024 * 1024


def read_text_file(path: Path, *, most: int = MOST_BYTES) -> str:
    """Return the text of a file in UTF-8, a leading byte order mark left out.

    Raises InputError for a file that is missing, a folder, empty, larger than ``most`` bytes or in
    another encoding; a file of GBK is recognised as such and not guessed at.
    """
    try:
        if path.is_dir():
            raise _refused(
                path,
                Text(zh="这是一个文件夹", en="This is a folder"),
                "/",
                Text(zh="请写出文件名", en="Name a file in it"),
            )
        size = path.stat().st_size
        if size > most:
            raise _refused(
                path,
                Text(zh="文件过大", en="The file is too large"),
                f"{size:,} > {most:,} bytes",
                Text(zh="检查是否给错了文件", en="See whether it is the right file"),
            )
        raw = path.read_bytes()
    except OSError as error:
        raise _refused(
            path,
            Text(zh="无法读取文件", en="The file cannot be read"),
            error.strerror or type(error).__name__,
            Text(zh="检查路径与权限", en="Check the path and the permissions"),
        ) from None
    if not raw.strip():
        raise _refused(
            path,
            Text(zh="文件为空", en="The file is empty"),
            f"{len(raw)} bytes",
            Text(zh="检查是否保存完整", en="See whether it was saved whole"),
        )
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            what=Text(zh="文件不是 UTF-8 编码", en="The file is not UTF-8"),
            where=f"{path}:{line}",
            found=_encoding(raw),
            do=Text(zh="另存为 UTF-8", en="Save it as UTF-8"),
        ) from None


def _encoding(raw: bytes) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return repr(raw[:12])
    return "GBK / GB18030"


def _refused(path: Path, what: Text, found: str, do: Text) -> InputError:
    return InputError(what=what, where=str(path), found=found, do=do)
