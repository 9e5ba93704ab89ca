"""Pieces that both reproductions share: texts of estimates, pictures, errata, limits."""

from collections.abc import Callable, Iterable

from trephine.core.erratum import Erratum
from trephine.core.estimate import Estimate
from trephine.core.place import place_words
from trephine.core.source import Locator, Source
from trephine.core.text import Language, Text
from trephine.library import source as source_of
from trephine.plots.figure import Figure
from trephine.reports.document import Block, Column, NoteBox, Picture, ReportTable, Row
from trephine.reports.inline import escape
from trephine.reports.results_sentence import interval

NONE = Text(zh="—", en="—")
STATUS = {
    "corrected": Text(zh="已更正", en="corrected"),
    "kept": Text(zh="照印", en="kept as printed"),
    "open": Text(zh="未定", en="open"),
}
SUPPORT = NoteBox(
    kind="limit",
    text=Text(
        zh="本报告供核查证据之用，不构成对个别患者的治疗建议；临床决定由医师作出。",
        en="This report is for checking evidence. It is no advice for an individual patient;"
        " clinicians take the decisions.",
    ),
)


def both(say: Callable[[Language], str]) -> Text:
    """Return the Text of a function that speaks either language."""
    return Text(zh=say("zh"), en=say("en"))


def plain(text: Text) -> Text:
    """Return a text that is printed as it stands, its signs not read as marks."""
    return Text(zh=escape(text.zh), en=escape(text.en))


def pooled(estimate: Estimate | None, back: str = "", decimals: int = 1) -> Text:
    """Return a pooled result with its intervals as a table's cell."""
    if estimate is None:
        return NONE
    return both(lambda language: interval(estimate, language, back=back, decimals=decimals))


def picture(draw: Callable[[Language], Figure], caption: Text, notes: Iterable[Text] = ()) -> Block:
    """Return a figure in both languages with its caption."""
    drawings: dict[Language, Figure] = {"zh": draw("zh"), "en": draw("en")}
    return Picture(drawings=drawings, caption=caption, notes=tuple(notes))


def place(at: Locator) -> Text:
    """Return a place in a source in words; section signs and reference numbers stay."""
    return plain(place_words(at))


def errata_table(errata: Iterable[Erratum], caption: Text) -> ReportTable:
    """Return the register of misprints and contradictions: as printed, as used, and why."""
    return ReportTable(
        caption=caption,
        columns=(
            Column(header=Text(zh="位置", en="Place")),
            Column(header=Text(zh="印作", en="Printed")),
            Column(header=Text(zh="采用", en="Used")),
            Column(header=Text(zh="理由", en="Reason")),
            Column(header=Text(zh="处理", en="Status")),
        ),
        rows=tuple(
            Row(
                cells=(
                    place(one.at),
                    plain(one.printed),
                    plain(one.used),
                    plain(one.reason),
                    STATUS[one.status],
                )
            )
            for one in errata
        ),
        wide=True,
    )


def cites(ids: Iterable[str]) -> str:
    """Return the mark that cites library sources, each once and in order; nothing for none."""
    keys = list(dict.fromkeys(name for name in ids if name))
    return f" [{'; '.join(f'@{key}' for key in keys)}]" if keys else ""


def sources_for(*ids: str) -> dict[str, Source]:
    """Return library sources by id, for a document's citations."""
    return {name: source_of(name) for name in ids if name}
