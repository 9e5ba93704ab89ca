"""restore: a backup into an empty place, and nowhere else."""

import json
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import delete

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.checksum import checksum_file, sha256_of
from trephine.journal.database import Database, create_file, sqlite_url
from trephine.journal.portable import FORMAT, load_rows, parse_line, refused
from trephine.journal.tables import login_session
from trephine.journal.upgrade import refuse_unknown, revision_of, run_steps, scripts, upgrade
from trephine.journal.verify import Verified, is_journal, verify, verify_connection

_SQLITE = b"SQLite format 3\0"


def restore(database: Database, file: Path) -> Verified:
    """Restore a backup of either form, upgraded to the tables of today; return what it holds.

    The checksum beside it is compared where there is one; the chain is verified before anything
    stands in its place. Nobody is logged in afterwards. Raises InputError where the place is not
    empty, the file is no backup, was changed or cut off, or is of a newer Trephine; the place is
    then as it was.
    """
    try:
        _check_sum(file)
        with file.open("rb") as opened:
            start = opened.read(len(_SQLITE))
    except OSError as error:
        raise InputError(
            what=Text(zh="无法读取备份", en="The backup cannot be read"),
            where=str(file),
            found=error.strerror or type(error).__name__,
            do=Text(zh="核对文件名与权限", en="check its name and that it may be read"),
        ) from None
    if database.file is not None:
        return _into_file(database.file, file, is_sqlite=start == _SQLITE)
    if start == _SQLITE:
        raise InputError(
            what=Text(
                zh="SQLite 形式的备份不能恢复到 PostgreSQL",
                en="A backup as a SQLite file is not restored into PostgreSQL",
            ),
            where=str(file),
            found="SQLite",
            do=Text(
                zh="先恢复到文件夹，再以 --form lines 备份",
                en="restore it into a folder, then back that up with --form lines",
            ),
        )
    return _load(database, file)


def _into_file(target: Path, file: Path, *, is_sqlite: bool) -> Verified:
    """Make the file beside its place, verify it there, and only then give it its name."""
    for one in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))):
        if one.exists():
            raise _not_empty(str(one))
    part = target.with_name(target.name + ".restoring")
    _remove(part)
    create_file(part)
    place = Database(sqlite_url(part))
    try:
        if is_sqlite:
            shutil.copyfile(file, part)
            found = _open_copy(place, file)
        else:
            found = _load(place, file)
        place.close()
        _name(part, target)
    except FileExistsError:
        raise _not_empty(str(target)) from None
    except OSError as error:
        raise InputError(
            what=Text(zh="无法在此恢复", en="It cannot be restored here"),
            where=str(target),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None
    finally:
        place.close()
        _remove(part)
    return found


def _name(part: Path, target: Path) -> None:
    """Give the file its name; one that somebody made meanwhile is not written over."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError from None
        part.rename(target)


def _open_copy(place: Database, file: Path) -> Verified:
    try:
        with closing(sqlite3.connect(place.file or "")) as copy:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise _damaged(file, said)
    with place.reading() as connection:
        if not is_journal(connection):
            raise _damaged(file, "no journal")
    upgrade(place, save=lambda *_: None)
    found = verify(place)
    _refuse_broken(file, found)
    with place.writing() as connection:
        connection.execute(delete(login_session))
    return found


def _load(place: Database, file: Path) -> Verified:
    with file.open("rb") as lines, place.migrating() as connection:
        if revision_of(connection) is not None:
            raise _not_empty(place.name)
        refuse_unknown(place, connection, scripts())
        first = parse_line(lines.readline(), str(file), 1)
        if not isinstance(first, dict) or first.get("format") != FORMAT:
            raise refused(str(file), 1)
        known = {one.revision for one in scripts().walk_revisions()}
        if first.get("revision") not in known:
            raise InputError(
                what=Text(
                    zh="此备份出自更新版本的 Trephine", en="The backup is of a newer Trephine"
                ),
                where=f"{file}:1",
                found=json.dumps(first.get("revision"))[:60],
                do=Text(zh="升级 Trephine", en="upgrade Trephine"),
            )
        run_steps(connection, to=first["revision"])
        load_rows(connection, iter(lines), str(file))
        run_steps(connection)
        found = verify_connection(connection)
        _refuse_broken(file, found)
    return found


def _check_sum(file: Path) -> None:
    beside = checksum_file(file)
    if not beside.exists():
        return
    stated = beside.read_text(encoding="utf-8", errors="replace").split()
    found = sha256_of(file)
    if not stated or stated[0] != found:
        raise _damaged(file, f"sha256 {found}")


def _refuse_broken(file: Path, found: Verified) -> None:
    if found.broken is not None:
        raise InputError(
            what=Text(
                zh=f"备份中日志的链已断：{found.broken.said.zh}",
                en=f"The journal's chain is broken in the backup: {found.broken.said.en}",
            ),
            where=str(file),
            found=f"{found.broken.how}, {found.broken.position}",
            do=Text(zh="换一份备份；什么都没有恢复", en="use another backup; nothing was restored"),
        )


def _damaged(file: Path, found: str) -> InputError:
    return InputError(
        what=Text(
            zh="备份已损坏或被改动", en="The backup is damaged, was changed, or is no backup"
        ),
        where=str(file),
        found=found,
        do=Text(zh="换一份备份；什么都没有恢复", en="use another backup; nothing was restored"),
    )


def _not_empty(where: str) -> InputError:
    return InputError(
        what=Text(zh="只能恢复到空的位置", en="A backup is restored into an empty place only"),
        where=where,
        found="not empty",
        do=Text(
            zh="写一个新的 --data 文件夹或空的数据库",
            en="name a new folder with --data, or an empty database",
        ),
    )


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            file.with_name(file.name + end).unlink(missing_ok=True)
