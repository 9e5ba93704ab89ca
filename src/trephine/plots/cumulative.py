"""Cumulative meta-analysis: the pooled result as studies are added one by one."""

from collections.abc import Sequence

from trephine.core.text import Language
from trephine.plots import words
from trephine.plots.figure import Figure
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.scale import Kind
from trephine.plots.refit import RefitRow, refit_figure
from trephine.plots.style import StyleName

__all__ = ["RefitRow", "cumulative"]


def cumulative(
    rows: Sequence[RefitRow],
    *,
    measure: Label,
    pooled: RefitRow | None = None,
    short: Label | None = None,
    kind: Kind = "proportion",
    language: Language = "zh",
    style: StyleName = "cma",
    width_mm: float = 176.0,
    axis: tuple[float, float] | None = None,
    digits: int | None = None,
    level: float = 95.0,
    title: Label | None = None,
) -> Figure:
    """Draw the pooled result after each study was added, in the order given (often by year).

    It does not refit: rows carry results on the natural scale (proportions 0 to 1). ``pooled`` is
    the result of all studies, drawn as a diamond with a dashed line. The axis spans the results
    and not 0 to 100 %, unless ``axis`` gives its ends. Raises InputError where there is no row.
    """
    heading = (
        say(title, language)
        if title
        else words.CUMULATIVE[language].format(measure=say(measure, language))
    )
    return refit_figure(
        rows,
        pooled,
        header=words.STUDY_ADDED,
        title=heading,
        measure=measure,
        short=short,
        kind=kind,
        language=language,
        style=style,
        width_mm=width_mm,
        axis=axis,
        digits=digits,
        level=level,
    )
