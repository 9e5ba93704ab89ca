"""entered_value: what somebody typed into the form of extraction, as a value or a refusal."""

from math import isfinite
from typing import Literal, NoReturn

from trephine.core.error import InputError
from trephine.core.review_event import ExtractedValue
from trephine.core.review_protocol import ExtractionItem
from trephine.core.text import Text

State = Literal["reported", "not-reported", "unclear"]
_SHARES = ("count", "percentage")
_EMPTY = Text(zh="请填写，或选“未报告”", en="enter it, or choose not reported")


def entered_value(
    item: ExtractionItem,
    *,
    state: State,
    printed: str = "",
    events: int | None = None,
    n: int | None = None,
    number: float | None = None,
    low: float | None = None,
    high: float | None = None,
    quote: str = "",
    place: str = "",
    report: str = "",
    note: str = "",
) -> ExtractedValue:
    """Return the value of an item. Raises InputError.

    A reported value names its place and quotes the words there; a share needs its denominator and
    either the count or the percentage, written with its sign; an interval holds its figure. Where
    the state is not ``reported`` every figure must be empty: nothing becomes 0.
    """
    where = item.id
    printed, quote, place = printed.strip(), quote.strip(), place.strip()
    figures = [one for one in (events, n, number, low, high) if one is not None]
    if state != "reported":
        if figures or printed:
            _refuse(
                where,
                printed or str(figures[0]),
                Text(zh="未报告的值不能带数字或文字", en="a value not reported holds no figure"),
                Text(zh="报告为 0 时选“已报告”", en="where 0 is reported, choose reported"),
            )
        return ExtractedValue(state=state, place=place, quote=quote, report=report, note=note)
    if not place or not quote:
        _refuse(
            where,
            printed or "—",
            Text(zh="每个值须有原文与页码", en="every value needs its quote and its page"),
            Text(zh="抄录原文，写明页码或表号", en="copy the words and name page or table"),
        )
    if any(not isfinite(one) for one in figures):
        what = Text(zh="数值须为有限数", en="figures are finite numbers")
        _refuse(where, str(figures), what, _EMPTY)
    if item.kind in _SHARES:
        printed = _percentage(where, printed)
        _share(where, printed, events, n)
    elif item.kind == "number":
        _interval(where, printed, number, low, high)
    elif not printed:
        _refuse(where, "—", Text(zh="此项为空", en="the item is empty"), _EMPTY)
    return ExtractedValue(
        state=state,
        printed=printed or _written(events, n, number),
        events=events,
        n=n,
        number=number,
        low=low,
        high=high,
        place=place,
        quote=quote,
        report=report,
        note=note,
    )


def _percentage(where: str, printed: str) -> str:
    """Return a percentage as printed, its decimals kept and its sign added; empty where none."""
    if not printed:
        return ""
    figure = printed.rstrip("%％").strip()
    try:
        share = float(figure)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 100 or not figure.replace(".", "", 1).isdigit():
        _refuse(
            where,
            printed,
            Text(zh="百分数须在 0 与 100 之间", en="a percentage is between 0 and 100"),
            Text(zh="照原文填写，如 66.7", en="enter it as printed, 66.7"),
        )
    return f"{figure}%"


def _share(where: str, printed: str, events: int | None, n: int | None) -> None:
    if n is None or n < 1:
        what = Text(zh="缺少例数 n", en="the denominator n is missing")
        do = Text(zh="填写该结局所计的例数", en="enter how many people were counted")
        _refuse(where, str(n), what, do)
    if events is None and not printed:
        what = Text(zh="缺少例数 k 或百分数", en="neither a count k nor a percentage is given")
        _refuse(where, "—", what, _EMPTY)
    if events is not None and not 0 <= events <= n:
        what = Text(zh="k 不在 0 与 n 之间", en="k is not between 0 and n")
        do = Text(zh="核对原文", en="look at the source again")
        _refuse(where, f"{events}/{n}", what, do)


def _interval(
    where: str, printed: str, number: float | None, low: float | None, high: float | None
) -> None:
    if number is None and not printed:
        _refuse(where, "—", Text(zh="此项为空", en="the item is empty"), _EMPTY)
    shown = [one for one in (low, number, high) if one is not None]
    if shown != sorted(shown):
        what = Text(zh="数值不在其区间之内", en="the figure is not within its interval")
        do = Text(zh="核对原文", en="look at the source again")
        _refuse(where, f"{number} ({low}, {high})", what, do)


def _written(events: int | None, n: int | None, number: float | None) -> str:
    if events is not None and n is not None:
        return f"{events}/{n}"
    return "" if number is None else f"{number:g}"


def _refuse(where: str, found: str, what: Text, do: Text) -> NoReturn:
    raise InputError(what=what, where=where, found=found, do=do)
