"""keep_figures, kept_figure: a run's figures as files beside it, drawn once in both languages."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from trephine.core.cache import write_atomically
from trephine.core.text import Language, Text
from trephine.plots.figure import Figure
from trephine.web.errors import NotFoundError

_SHAPE = TypeAdapter(Figure)


def keep_figures(folder: Path, drawn: Mapping[str, tuple[Figure, Figure]]) -> None:
    """Write figures, each in Chinese and English, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, both in drawn.items():
        for one in both:
            write_atomically(_path(folder, name, one.language), _SHAPE.dump_json(one))


def kept_figure(folder: Path, name: str, language: Language) -> Figure:
    """Return a figure that was kept. Raises NotFoundError."""
    path = _path(folder, name, language)
    if not name.replace("-", "").isalnum() or not path.is_file():
        raise NotFoundError(
            what=Text(zh="没有这幅图", en="There is no such figure"),
            where="figure",
            found=name[:60],
            do=Text(
                zh="图保存在数据文件夹中；若已不在，用同一方案再运行一次，结果相同",
                en="figures lie in the folder of the data; where it is gone, run the same plan"
                " again: it gives the same",
            ),
        )
    return _SHAPE.validate_json(path.read_bytes())


def _path(folder: Path, name: str, language: Language) -> Path:
    return folder / f"{name}.{language}.json"
