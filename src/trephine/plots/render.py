"""A figure as bytes: SVG, PDF, PNG or TIFF."""

import io
import struct
import zlib
from typing import Any, Literal, get_args

from trephine.core.option import one_of
from trephine.plots.figure import Figure
from trephine.plots.kit.fontset import FILES, font_directory
from trephine.plots.kit.metrics import FAMILY
from trephine.plots.options import check_options

Format = Literal["svg", "pdf", "png", "tiff"]
_PAGE = """
#set document(title: sys.inputs.title, date: none)
#set page(width: {width}mm, height: {height}mm, margin: 0pt)
#set text(lang: "{language}", font: "{family}")
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, alt: sys.inputs.alt)
"""


def render(figure: Figure, form: Format, *, dpi: int = 600) -> bytes:
    """Return the figure in a format, at its size in millimetres.

    ``pdf`` embeds the font, keeps text selectable and carries title and alternative text (PDF/UA-1,
    without a date; ``dpi`` is not used); ``png`` and ``tiff`` (LZW, RGB) carry their resolution.
    The first use on a machine prepares fonts (about 5 s). Raises InputError for another format or
    a ``dpi`` outside 30 to 2400.
    """
    one_of("form", form, get_args(Format))
    check_options(dpi=dpi)
    if form == "svg":
        return figure.svg.encode()
    if form == "pdf":
        return _pdf(figure)
    png = _png(figure, dpi)
    return png if form == "png" else _tiff(png, dpi)


def _characters(figure: Figure) -> set[str]:
    """Return every character that may be drawn: those of the whole SVG are few more."""
    return {character for character in figure.svg + figure.title if character.isprintable()}


def _png(figure: Figure, dpi: int) -> bytes:
    """Rasterise with resvg; add the resolution, which it does not write."""
    import resvg_py  # noqa: PLC0415  (drawing a figure does not need it)

    folder = font_directory(_characters(figure))
    raw = resvg_py.svg_to_bytes(
        svg_string=figure.svg,
        width=round(figure.width_mm / 25.4 * dpi),
        dpi=float(dpi),  # millimetres become these pixels, rounded once
        font_files=[str(folder / name) for name in FILES],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        skip_system_fonts=True,
    )
    return _with_resolution(bytes(raw), dpi)


def _with_resolution(png: bytes, dpi: int) -> bytes:
    """Insert a pHYs chunk (pixels per metre) after the header chunk."""
    per_metre = round(dpi / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    header = 8 + 25  # signature; IHDR is always 13 bytes of data in 25
    return png[:header] + chunk + png[header:]


def _tiff(png: bytes, dpi: int) -> bytes:
    """Turn a PNG into an LZW-compressed RGB TIFF."""
    from PIL import Image  # noqa: PLC0415  (only this format needs it)

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(out, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi))
    return out.getvalue()


def _pdf(figure: Figure) -> bytes:
    """Typeset one page that is the figure."""
    import typst  # noqa: PLC0415  (only this format needs it)

    folder = font_directory(_characters(figure))
    source = _PAGE.format(
        width=f"{figure.width_mm:.4f}",
        height=f"{figure.height_mm:.4f}",
        language=figure.language,
        family=FAMILY,
    )
    inputs = {"svg": figure.svg, "title": figure.title, "alt": figure.desc}
    compiler: Any = typst.compile  # its stub ties the types of source and font folders together
    made: bytes = compiler(
        source.encode(),
        format="pdf",
        font_paths=[str(folder)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )
    return made
