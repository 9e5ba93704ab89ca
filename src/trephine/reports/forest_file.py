"""forest_file: the forest plot of an analysis as a file."""

from pathlib import Path

from trephine.core.text import Language, Text
from trephine.evidence.meta import Meta
from trephine.plots.export import export
from trephine.plots.forest import Sort
from trephine.plots.style import StyleName
from trephine.reports.document import Document, Picture
from trephine.reports.forest_of import forest_of
from trephine.reports.write import write


def forest_file(
    found: Meta,
    path: Path,
    language: Language,
    *,
    style: StyleName = "cma",
    sort: Sort = "given",
) -> Path:
    """Write the forest plot as .svg, .pdf, .png, .tiff (600 dpi) or .docx and return the path.

    Raises InputError for another suffix or a place that cannot be written.
    """
    draw = forest_of(found, style=style, sort=sort)
    if path.suffix.lower() != ".docx":
        return export(draw(language), path)
    caption = Text(zh="森林图", en="Forest plot")
    picture = Picture(drawings={language: draw(language)}, caption=caption)
    return write(Document(title=caption, blocks=(picture,)), path, language)
