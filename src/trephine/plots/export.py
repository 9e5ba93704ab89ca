"""Writing figures to files."""

from pathlib import Path

from trephine.core.cache import write_atomically
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.figure import Figure
from trephine.plots.render import Format, render

_FORMATS: dict[str, Format] = {
    ".svg": "svg",
    ".pdf": "pdf",
    ".png": "png",
    ".tif": "tiff",
    ".tiff": "tiff",
}


def export(figure: Figure, path: Path | str, *, dpi: int = 600) -> Path:
    """Write a figure to a file; the suffix says the format: svg, pdf, png, tif or tiff.

    The file appears whole or not at all and replaces an older one. Raises InputError for another
    suffix and a place that cannot be written. It does not write the data table.
    """
    target = Path(path)
    form = _FORMATS.get(target.suffix.lower())
    if form is None:
        raise InputError(
            what=Text(zh="不支持的图形格式", en="an unknown format for a figure"),
            where=str(target),
            found=target.suffix or "''",
            do=Text(zh="请用 " + " ".join(_FORMATS), en="use one of " + " ".join(_FORMATS)),
        )
    content = render(figure, form, dpi=dpi)
    try:
        write_atomically(target, content)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法写入图形", en="The figure cannot be written"),
            where=str(target),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None
    return target
