"""audit_figure: printed intervals over the limits that n and I2 predict, as a report's picture."""

from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.interval_reach import Predicted, Reach
from trephine.evidence.audit.row_reach import named_model, row_reach
from trephine.plots.predicted_interval import PredictedRow, Range, predicted_interval
from trephine.reports.document import Picture
from trephine.reports.reproduce.pieces import plain

_CAPTION = Text(
    zh="印出的区间（黑线）与不用任何事件数、仅由例数与 I² 预测的上下限：高的棕色条为随机效应，"
    "矮的绿色条为固定效应；条宽为修约所容许的范围。红字者在两种模型下都得不到",
    en="Printed intervals (black) and the limits that n and I² predict without a single event"
    " count: tall brown bars under random effects, short green ones under a fixed effect,"
    " as wide as rounding allows. Rows in red are reached under neither model",
)
_SENSITIVITY = Text(zh="（敏感性分析）", en=" (sensitivity)")


def audit_figure(publication: Publication) -> Picture | None:
    """Return the picture of all pooled results that can be predicted; None where there is none."""
    rows = [
        _row(publication, row, reach)
        for row in publication.pooled
        if isinstance(reach := row_reach(publication, row), Reach)
    ]
    if not rows:
        return None
    drawings = {language: predicted_interval(rows, language=language) for language in ("zh", "en")}
    return Picture(drawings={"zh": drawings["zh"], "en": drawings["en"]}, caption=plain(_CAPTION))


def _row(publication: Publication, row: PublishedEstimate, reach: Reach) -> PredictedRow:
    name = next((one.short for one in publication.outcomes if one.key == row.outcome), None)
    label = name or Text(zh=row.outcome, en=row.outcome)
    if row.analysis == "sensitivity":
        label = Text(zh=label.zh + _SENSITIVITY.zh, en=label.en + _SENSITIVITY.en)
    return PredictedRow(
        label=label,
        estimate=row.estimate.value / 100.0,
        ci_lb=row.ci_lb.value / 100.0,
        ci_ub=row.ci_ub.value / 100.0,
        shown=f"{row.estimate.text} ({row.ci_lb.text}, {row.ci_ub.text})",
        common=_limits(reach.common),
        random=_limits(reach.random),
        named=named_model(row),
        reached=reach.models,
    )


def _limits(predicted: Predicted) -> tuple[Range, Range]:
    return (
        (predicted.ci_lb.low / 100.0, predicted.ci_lb.high / 100.0),
        (predicted.ci_ub.low / 100.0, predicted.ci_ub.high / 100.0),
    )
