"""html: a Document as one self-contained, accessible HTML file in one language."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from trephine.core.text import Language, Text
from trephine.reports.column_widths import SHORT, needs
from trephine.reports.document import (
    Block,
    Bullets,
    CodeBlock,
    Column,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    Picture,
    ReferenceList,
    ReportTable,
    Row,
)
from trephine.reports.inline import clean, pieces, plain
from trephine.reports.numbering import WORDS, Numbering, cell_text, number_document
from trephine.reports.reference import Style

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_CODE = {"zh": "zh-CN", "en": "en"}
_SKIP = Text(zh="跳到正文", en="Skip to content")
_OTHER = {"zh": ("en", "English"), "en": ("zh-CN", "中文")}


def html(
    document: Document, language: Language, *, style: Style | None = None, other: str = ""
) -> str:
    """Return the document as HTML in one language.

    The file holds everything it shows: drawings inline, no script, no outside font, host or
    tracker; it prints on A4. Citations are GB/T 7714 in Chinese and Vancouver in English, unless
    ``style`` says otherwise. ``other`` is the address of the same report in the other language.
    It does not know the date: equal documents give equal files. Raises InputError for a citation
    without a source.
    """
    writer = _Writer(language, number_document(document, language, style=style))
    body = "\n".join(writer.block(block) for block in document.blocks)
    title = plain(document.title[language])
    css = (files("trephine.reports") / "report.css").read_text(encoding="utf-8")
    subtitle = (
        f'<p class="subtitle">{writer.inline(document.subtitle[language])}</p>\n'
        if document.subtitle
        else ""
    )
    if other:
        code, name = _OTHER[language]
        subtitle += f'<p><a href="{escape(other)}" hreflang="{code}" lang="{code}">{name}</a></p>\n'
    footer = (
        f"<footer>{writer.inline(document.footer[language])}</footer>\n" if document.footer else ""
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{_CODE[language]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="Trephine">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#content">{_SKIP[language]}</a>\n<main id="content">\n'
        f"<h1>{writer.inline(document.title[language])}</h1>\n{subtitle}"
        f"{_contents(document.blocks, language, writer)}{body}\n</main>\n{footer}"
        "</body>\n</html>\n"
    )


def _contents(blocks: Iterable[Block], language: Language, writer: "_Writer") -> str:
    """Return a table of contents where there are four chapters or more."""
    chapters = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    if len(chapters) < 4:
        return ""
    items = "".join(
        f'<li><a href="#s{number}">{writer.inline(block.text[language])}</a></li>'
        for number, block in enumerate(chapters, start=1)
    )
    word = WORDS["contents"][language]
    return f'<nav aria-label="{word}"><p>{word}</p><ol>{items}</ol></nav>\n'


class _Writer:
    """Writes blocks, counting chapters, tables and figures as it goes."""

    def __init__(self, language: Language, numbering: Numbering) -> None:
        self.language: Language = language
        self.numbering = numbering
        self.counts = {"section": 0, "table": 0, "figure": 0}

    def count(self, what: str) -> int:
        self.counts[what] += 1
        return self.counts[what]

    def inline(self, text: str) -> str:
        return "".join(self._piece(mark, run) for mark, run in pieces(text))

    def _piece(self, mark: str, run: str) -> str:
        if mark == "cite":
            first = self.numbering.numbers[run.split(maxsplit=1)[0]]
            return f'<sup><a href="#r{first}">{self.numbering.mark(run)}</a></sup>'
        tag = {"emphasis": "em", "strong": "strong", "code": "code"}.get(mark)
        said = escape(run, quote=False)
        return f"<{tag}>{said}</{tag}>" if tag else said

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            anchor = f' id="s{self.count("section")}"' if block.level == 1 else ""
            tag = f"h{block.level + 1}"
            return f"<{tag}{anchor}>{self.inline(block.text[self.language])}</{tag}>"
        if isinstance(block, Paragraph):
            return f"<p>{self.inline(block.text[self.language])}</p>"
        if isinstance(block, Bullets):
            tag = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{self.inline(i[self.language])}</li>" for i in block.items)
            return f"<{tag}>{items}</{tag}>"
        if isinstance(block, NoteBox):
            word = WORDS[block.kind][self.language]
            text = self.inline(block.text[self.language])
            return (
                f'<div class="note {block.kind}" role="note">'
                f"<p><strong>{word}</strong> {text}</p></div>"
            )
        if isinstance(block, ReportTable):
            return self.table(block)
        if isinstance(block, Picture):
            return self.picture(block)
        if isinstance(block, CodeBlock):
            caption = (
                f'<p class="caption">{self.inline(block.caption[self.language])}</p>'
                if block.caption
                else ""
            )
            name = f' class="language-{escape(block.language)}"' if block.language else ""
            return (
                f'{caption}<pre tabindex="0"><code{name}>{escape(clean(block.code))}</code></pre>'
            )
        return self.references(block)

    def label(self, what: str) -> str:
        gap = " "
        return f"{WORDS[what][self.language]}{gap}{self.count(what)}"

    def table(self, block: ReportTable) -> str:
        label = self.label("table")
        caption = self.inline(block.caption[self.language])
        least = [max(word, min(line, SHORT)) for line, word in needs(block, self.language)]
        head = "".join(
            f'<th scope="col" class="{c.align}" style="--least:{0.58 * units + 1.4:.1f}">'
            f"{self.inline(c.header[self.language])}</th>"
            for c, units in zip(block.columns, least, strict=True)
        )
        body = "\n".join(self.row(row, block.columns) for row in block.rows)
        notes = "".join(f'<p class="notes">{n}</p>' for n in self.notes(block.notes))
        return (
            f'<div class="tabled{" wide" if block.wide else ""}">'
            f'<div class="scroll" tabindex="0" role="region" '
            f'aria-label="{label}"><table><caption>{label}　{caption}</caption>'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>{notes}</div>"
        )

    def notes(self, notes: Iterable[Text]) -> Iterator[str]:
        for number, note in enumerate(notes):
            start = WORDS["note"][self.language] if number == 0 else ""
            yield start + self.inline(note[self.language])

    def row(self, row: Row, columns: tuple[Column, ...]) -> str:
        cells = []
        for number, (cell, column) in enumerate(zip(row.cells, columns, strict=False)):
            text, marked = cell_text(cell, column, self.language)
            said = self.inline(text) if marked else escape(text, quote=False)
            if number == 0:
                span = f' colspan="{len(columns)}"' if len(row.cells) == 1 else ""
                scope = "rowgroup" if span else "row"
                cells.append(f'<th scope="{scope}"{span} class="{column.align}">{said}</th>')
            else:
                cells.append(f'<td class="{column.align}">{said}</td>')
        kind = f' class="{row.kind}"' if row.kind != "plain" else ""
        return f"<tr{kind}>{''.join(cells)}</tr>"

    def picture(self, block: Picture) -> str:
        label = self.label("figure")
        drawing = block.drawings[self.language]
        caption = self.inline(block.caption[self.language])
        svg = _inlined(drawing.svg, f"f{self.counts['figure']}-", drawing.width_mm, drawing.desc)
        head = "".join(f'<th scope="col">{escape(c)}</th>' for c in drawing.table.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in drawing.table.rows
        )
        notes = "".join(f'<p class="notes">{n}</p>' for n in self.notes(block.notes))
        return (
            f'<figure><div class="scroll" tabindex="0" role="region" aria-label="{label}">{svg}'
            f"</div><figcaption>{label}　{caption}</figcaption>{notes}"
            f"<details><summary>{WORDS['numbers'][self.language]}</summary>"
            f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
            "</table></div></details></figure>"
        )

    def references(self, _: ReferenceList) -> str:
        items = []
        for number, source, line in self.numbering.references():
            said = escape(line, quote=False)
            if source.doi:
                link = f"https://doi.org/{escape(source.doi)}"
                shown = escape(source.doi, quote=False)
                said = said.replace(shown, f'<a href="{link}">{shown}</a>')
            code = _CODE[source.language]
            lang = f' lang="{code}"' if source.language != self.language else ""
            items.append(f'<li id="r{number}"{lang}>{said}</li>')
        return f'<ol class="references">{"".join(items)}</ol>'


def _inlined(svg: str, prefix: str, width_mm: float, alt: str) -> str:
    """Return a drawing ready to stand in a page: its ids made unique, its size that of print."""
    svg = re.sub(r"<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*", "", svg)
    ids = re.findall(r'\bid="([^"]+)"', svg)
    if ids:
        either = "|".join(map(re.escape, sorted(ids, key=len, reverse=True)))
        svg = re.sub(rf'\bid="({either})"', rf'id="{prefix}\1"', svg)
        svg = re.sub(rf'((?:xlink:)?href="#|url\(#)({either})(?=["\)])', rf"\1{prefix}\2", svg)
        svg = re.sub(
            r'\baria-(labelledby|describedby)="([^"]+)"',
            lambda m: f'aria-{m[1]}="{" ".join(prefix + key for key in m[2].split())}"',
            svg,
        )
    start, rest = svg.split(">", 1)
    start = re.sub(r'\s(?:width|height|style|role|aria-label)="[^"]*"', "", start)
    label = "" if "aria-labelledby" in start else f' aria-label="{escape(alt)}"'
    return f'{start} role="img"{label} style="--mm:{width_mm:.1f}">{rest}'
