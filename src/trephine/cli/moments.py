"""moment: the time a person names on the command line; read_bytes: the file they name."""

from datetime import datetime
from pathlib import Path

from trephine.core.error import InputError
from trephine.core.text import Text


def moment(written: str, option: str) -> datetime:
    """Return a moment with its zone. Raises InputError for what is none, or has no zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = datetime.min  # noqa: DTZ901  (no zone: refused below)
    if found.tzinfo is None:
        raise InputError(
            what=Text(zh="时间不能解析，或没有时区", en="not a time, or a time without a zone"),
            where=option,
            found=written,
            do=Text(zh="写成 2026-03-02T08:00+08:00", en="write it as 2026-03-02T08:00+08:00"),
        )
    return found


def read_bytes(path: Path) -> bytes:
    """Return what a file holds. Raises InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            what=Text(zh="无法读取文件", en="The file cannot be read"),
            where=str(path),
            found=error.strerror or type(error).__name__,
            do=Text(zh="核对文件名与权限", en="check its name and that it may be read"),
        ) from None
