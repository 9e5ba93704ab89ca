"""figure_answer: a figure drawn by plots as an answer: SVG, PNG, TIFF or PDF."""

from typing import Any, Literal, get_args

from starlette.responses import Response

from trephine.plots.figure import Figure
from trephine.plots.render import render

Form = Literal["svg", "png", "tiff", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "tiff": "image/tiff",
    "pdf": "application/pdf",
}
# How the routes of figures appear in the OpenAPI.
FIGURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The figure",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()
        },
    }
}


class FigureResponse(Response):
    """A figure's bytes with their type; its title and description are in the file itself."""

    media_type = "image/svg+xml"


def figure_answer(figure: Figure, form: Form) -> FigureResponse:
    """Return a figure in a form, at its size in millimetres; PNG and TIFF at 300 dpi."""
    content = render(figure, form, dpi=300)
    return FigureResponse(content, media_type=_TYPES[form])
