"""check_places: refuse output files that could not be written, before anything is computed."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from trephine.core.error import InputError
from trephine.core.option import advice
from trephine.core.text import Text

SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "figure": (".svg", ".pdf", ".png", ".tif", ".tiff", ".docx"),
    "report": (".html", ".docx", ".pdf"),
    "script": (".py", ".R", ".do"),
}


def check_places(places: Mapping[str, Path | None], source: str) -> None:
    """Refuse another suffix, a folder, a file given twice or the table itself; raises InputError.

    ``places`` by option (figure, report, script). A folder that is missing is made when the file is
    written: what can go wrong only then is told then.
    """
    seen = {Path(source).resolve(): "FILE"}
    for option, path in places.items():
        if path is None:
            continue
        if path.suffix.lower() not in _lower(SUFFIXES[option]):
            raise _refused(
                option,
                path,
                Text(zh="不支持这种文件", en="No such kind of file is written"),
                advice(path.suffix, SUFFIXES[option]),
            )
        if path.is_dir():
            raise _refused(
                option,
                path,
                Text(zh="这是一个文件夹", en="This is a folder"),
                Text(zh="请写出文件名", en="Name a file in it"),
            )
        if path.resolve() in seen:
            raise _refused(
                option,
                path,
                Text(
                    zh=f"与 {seen[path.resolve()]} 是同一个文件",
                    en=f"It is the same file as {seen[path.resolve()]}",
                ),
                Text(zh="请换一个文件名", en="Choose another name"),
            )
        seen[path.resolve()] = f"--{option}"


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, its folder too where it is missing; raises InputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法写入文件", en="The file cannot be written"),
            where=str(path),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None


def check_folder(path: Path | None) -> None:
    """Make a folder for results before a long run, so that none is lost; raises InputError."""
    if path is None:
        return
    if path.exists() and not path.is_dir():
        raise InputError(
            what=Text(zh="这是一个文件，不是文件夹", en="This is a file and no folder"),
            where=str(path),
            found=f"{path.stat().st_size} bytes",
            do=Text(zh="写一个文件夹名", en="Name a folder"),
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise InputError(
            what=Text(zh="无法写入文件夹", en="The folder cannot be written"),
            where=str(path),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None


def _lower(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


def _refused(option: str, path: Path, what: Text, do: Text) -> InputError:
    return InputError(what=what, where=f"--{option}", found=str(path), do=do)
