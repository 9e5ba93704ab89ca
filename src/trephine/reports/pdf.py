"""pdf: a Document as a PDF file in one language, set by Typst with embedded fonts."""

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from trephine.core.text import Language, Text
from trephine.plots.kit.fontset import font_directory
from trephine.plots.kit.metrics import FAMILY
from trephine.reports.document import (
    Block,
    Bullets,
    CodeBlock,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    Picture,
    ReportTable,
)
from trephine.reports.inline import clean, pieces, plain
from trephine.reports.numbering import WORDS, Numbering, cell_text, number_document
from trephine.reports.reference import Style

_TEXT_MM = 166.0  # A4 less the margins
_TALL_MM = 225.0  # and less two lines of caption: what is taller would be cut off


def pdf(document: Document, language: Language, *, style: Style | None = None) -> bytes:
    """Return the document as a tagged PDF (PDF/UA-1) in one language.

    Drawings stay vector, fonts are embedded, text can be selected and read aloud; there is no
    italic cut of the Chinese font, so emphasis shows upright. It does not know the date. The first
    use on a machine prepares fonts (about 5 s). Raises InputError for a citation without a source.
    """
    import typst  # noqa: PLC0415  (only this format needs it)

    report = _Report(language, number_document(document, language, style=style)).of(document)
    said = json.dumps(report, ensure_ascii=False)
    folder = font_directory({character for character in said if character.isprintable()})
    template = (files("trephine.reports") / "report.typ").read_bytes()
    options: dict[str, Any] = {"font_paths": [str(folder)], "pdf_standards": ["ua-1"]}
    made = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"report": said},
        **options,
    )
    return bytes(made)


class _Report:
    """Turns blocks into plain values that the template reads."""

    def __init__(self, language: Language, numbering: Numbering) -> None:
        self.language: Language = language
        self.numbering = numbering
        self.counts = {"table": 0, "figure": 0}

    def of(self, document: Document) -> dict[str, Any]:
        return {
            "language": self.language,
            "family": FAMILY,
            "plain-title": plain(document.title[self.language]),
            "title": self.runs(document.title),
            "subtitle": self.runs(document.subtitle),
            "footer": self.runs(document.footer),
            "blocks": self.blocks(document.blocks),
        }

    def blocks(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        """Return the blocks; a heading before a wide table goes with it onto the turned page."""
        out: list[dict[str, Any]] = []
        for block in blocks:
            made = self.block(block)
            if made.get("wide") and out and out[-1]["kind"] == "heading":
                made["above"] = [out.pop()]
            out.append(made)
        return out

    def runs(self, text: Text | None) -> list[dict[str, str]]:
        return self.marked(text[self.language]) if text else []

    def marked(self, text: str) -> list[dict[str, str]]:
        return [
            {"mark": mark, "text": self.numbering.mark(run) if mark == "cite" else run}
            for mark, run in pieces(text)
        ]

    def label(self, what: str) -> str:
        self.counts[what] += 1
        return f"{WORDS[what][self.language]} {self.counts[what]}"

    def notes(self, notes: Iterable[Text]) -> list[list[dict[str, str]]]:
        out = [self.runs(note) for note in notes]
        if out:
            out[0] = [{"mark": "text", "text": WORDS["note"][self.language]}, *out[0]]
        return out

    def block(self, block: Block) -> dict[str, Any]:
        if isinstance(block, Heading):
            return {"kind": "heading", "level": block.level, "text": self.runs(block.text)}
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "text": self.runs(block.text)}
        if isinstance(block, Bullets):
            items = [self.runs(item) for item in block.items]
            return {"kind": "bullets", "ordered": block.ordered, "items": items}
        if isinstance(block, NoteBox):
            word = WORDS[block.kind][self.language]
            text = self.runs(block.text)
            return {"kind": "note", "note": block.kind, "word": word, "text": text}
        if isinstance(block, ReportTable):
            return self.table(block)
        if isinstance(block, Picture):
            drawing = block.drawings[self.language]
            return {
                "kind": "picture",
                "label": self.label("figure"),
                "caption": self.runs(block.caption),
                "svg": drawing.svg,
                "width": drawing.width_within(_TEXT_MM, _TALL_MM),
                "alt": drawing.desc,
                "notes": self.notes(block.notes),
            }
        if isinstance(block, CodeBlock):
            return {"kind": "code", "code": clean(block.code), "caption": self.runs(block.caption)}
        entries = [
            {"number": f"[{number}]", "line": line}
            for number, _, line in self.numbering.references()
        ]
        return {"kind": "references", "entries": entries}

    def table(self, block: ReportTable) -> dict[str, Any]:
        rows = []
        for row in block.rows:
            cells = []
            for cell, column in zip(row.cells, block.columns, strict=False):
                text, marked = cell_text(cell, column, self.language)
                cells.append(self.marked(text) if marked else [{"mark": "text", "text": text}])
            rows.append({"kind": row.kind, "cells": cells})
        return {
            "kind": "table",
            "label": self.label("table"),
            "caption": self.runs(block.caption),
            "columns": [{"header": self.runs(c.header), "align": c.align} for c in block.columns],
            "rows": rows,
            "notes": self.notes(block.notes),
            "wide": block.wide,
            "above": [],
        }
