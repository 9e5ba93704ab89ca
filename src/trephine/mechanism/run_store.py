"""RunStore: a run's chunks as Parquet files in a folder, each whole or absent."""

import contextlib
import errno
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.mechanism.manifest import Manifest, check_same, read_manifest

MANIFEST = "manifest.json"
Columns = Mapping[str, NDArray[Any]]


class RunStore:
    """A folder with ``manifest.json`` and one ``patients-<chunk>.parquet`` a chunk.

    Curves that are kept for bands lie beside them in ``curves-<chunk>.parquet``. A file is written
    under another name and renamed, so that what is there is whole. Several runs must not share a
    folder; a folder with another run's manifest is refused.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open or make the folder; look up which chunks are finished. Raises InputError."""
        self.folder = folder
        self.manifest = manifest
        path = folder / MANIFEST
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stored = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        except OSError as error:
            raise unwritable(folder, error) from None
        if stored:
            check_same(read_manifest(stored, str(path)), manifest, str(path))
        elif any(folder.glob("patients-*.parquet")):
            raise InputError(
                what=Text(
                    zh="文件夹中有结果却没有清单文件", en="The folder has results but no manifest"
                ),
                where=str(folder),
                found="patients-*.parquet",
                do=Text(zh="换一个空文件夹作 --out", en="Give an empty folder as --out"),
            )
        for half in folder.glob(".*.part"):
            half.unlink(missing_ok=True)  # left behind by a run that was killed while writing
        self.finished = {
            chunk for chunk in range(manifest.chunk_count) if self._whole(self.path(chunk))
        }
        self._write_manifest()

    def path(self, chunk: int) -> Path:
        """Return where a chunk's patients lie."""
        return self.folder / f"patients-{chunk:06d}.parquet"

    def curves_path(self, chunk: int) -> Path:
        """Return where a chunk's curves lie, if it has any."""
        return self.folder / f"curves-{chunk:06d}.parquet"

    def keep(self, chunk: int, columns: Columns, curves: Columns | None) -> None:
        """Write a chunk, its curves first: where the patients' file is, the chunk is finished."""
        if curves:
            self._write(self.curves_path(chunk), curves)
        self._write(self.path(chunk), columns)
        self.finished.add(chunk)
        self._write_manifest()

    def _write_manifest(self) -> None:
        text = self.manifest.with_chunks(sorted(self.finished)).as_json()
        self._whole_or_absent(
            self.folder / MANIFEST, lambda half: half.write_text(text, encoding="utf-8")
        )

    def _write(self, path: Path, columns: Columns) -> None:
        import pyarrow as pa  # noqa: PLC0415  (a run without a folder does not need it)
        import pyarrow.parquet as pq  # noqa: PLC0415  (likewise)

        table = pa.table({name: pa.array(values) for name, values in columns.items()})
        self._whole_or_absent(path, lambda half: pq.write_table(table, half, compression="zstd"))

    def _whole_or_absent(self, path: Path, write: Any) -> None:
        half = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
        try:
            write(half)
            half.replace(path)
        except OSError as error:
            raise unwritable(path, error) from None
        finally:
            with contextlib.suppress(OSError):  # the folder is gone: nothing is left to tidy
                half.unlink(missing_ok=True)

    @staticmethod
    def _whole(path: Path) -> bool:
        if not path.exists():
            return False
        import pyarrow as pa  # noqa: PLC0415  (only where there is a file)
        import pyarrow.parquet as pq  # noqa: PLC0415  (likewise)

        try:
            pq.read_metadata(path)
        except (OSError, pa.ArrowException):
            return False  # damaged from outside: computed again
        return True


def read_columns(path: Path, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return columns of a chunk's file as arrays. Raises InputError where it cannot be read."""
    import pyarrow as pa  # noqa: PLC0415  (only where a run has a folder)
    import pyarrow.parquet as pq  # noqa: PLC0415  (likewise)

    try:
        table = pq.read_table(path, columns=list(names))
    except (OSError, pa.ArrowException, KeyError) as error:
        raise InputError(
            what=Text(zh="无法读取结果文件", en="A file of results cannot be read"),
            where=str(path),
            found=str(error).splitlines()[0][:160],
            do=Text(
                zh="删去该文件后用同样的选项重新运行，只会重算这一份",
                en="Delete it and run again with the same options: only this part is redone",
            ),
        ) from None
    return {name: np.asarray(table[name].to_numpy()) for name in names}


def unwritable(path: Path, error: Exception) -> InputError:
    """Return the refusal for a place that cannot be written: which, and why."""
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    reason = getattr(error, "strerror", None) or type(error).__name__
    if full:
        return InputError(
            what=Text(zh="磁盘已满", en="The disk is full"),
            where=str(path),
            found=reason,
            do=Text(
                zh="腾出空间后用同样的选项和 --out 重新运行：已完成的部分不会重算",
                en="Make room and run again with the same options and --out: what is finished is"
                " not computed again",
            ),
        )
    return InputError(
        what=Text(zh="无法写入结果", en="The results cannot be written"),
        where=str(path),
        found=reason,
        do=Text(zh="换一个可写的文件夹作 --out", en="Give a folder that can be written as --out"),
    )
