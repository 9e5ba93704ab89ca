"""render_search: a table of concepts in the syntax of one database."""

import re
from dataclasses import dataclass, field

from trephine.core.error import InputError
from trephine.core.search import RenderedSearch, SearchConcept, SearchDatabase, SearchStrategy
from trephine.core.text import Text
from trephine.evidence.review.search_syntax import SYNTAX, SearchSyntax

_NEAR = re.compile(r"^(.+?)\s+NEAR/(\d+)\s+(.+)$")
_QUOTES = re.compile(r"[\"'“”‘’]")


@dataclass(slots=True, kw_only=True)
class _Said:
    """What could not be said so far, each once."""

    unsaid: dict[str, Text] = field(default_factory=dict)

    def cannot(self, zh: str, en: str) -> None:
        self.unsaid.setdefault(en, Text(zh=zh, en=en))


def render_search(strategy: SearchStrategy, database: SearchDatabase) -> RenderedSearch:
    """Return a strategy as one database is asked it, and what it cannot be asked.

    Words of a concept are joined by OR, concepts by AND. English databases are given the English
    words and their own headings, Chinese databases the Chinese words and the English ones (CAR-T,
    BCMA stand in Chinese titles too). What a database does not know (truncation, nearness,
    headings, a limit) is left out or loosened, never silently: ``unsaid``. It does not run the
    search, and does not know how many records a database admits. Raises InputError for a strategy
    without words for this database.
    """
    syntax = SYNTAX[database]
    said = _Said()
    lines = []
    for concept in strategy.concepts:
        line = _WRITE[database](concept, syntax, said)
        if not line:
            raise InputError(
                what=Text(zh="一个概念没有可检索的词", en="a concept has no word to search for"),
                where=f"{syntax.label.en}: {concept.id}",
                found=concept.label.en,
                do=Text(zh="为该概念补上检索词", en="give the concept a word in this language"),
            )
        lines.append(line)
    if not lines:
        raise InputError(
            what=Text(zh="检索策略是空的", en="the strategy has no concept"),
            where=syntax.label.en,
            found="",
            do=Text(zh="至少写一个概念", en="enter at least one concept"),
        )
    lines += _limits(strategy, database, said)
    joint = " and " if database == "wanfang" else " AND "
    return RenderedSearch(
        database=database,
        label=syntax.label,
        where=syntax.where,
        text=joint.join(lines),
        lines=tuple(lines),
        unsaid=tuple(said.unsaid.values()),
        basis=syntax.basis,
    )


def _plain(word: str) -> str:
    return " ".join(_QUOTES.sub("", word).split())


def _truncated(word: str, syntax: SearchSyntax, said: _Said) -> str:
    """Return a word as far as the database truncates it."""
    word = _plain(word)
    stem = word.replace("?", "").rstrip("*")
    if "?" in word or "*" in stem:
        said.cannot(
            f"{word}：词中的通配符已去掉，请另列各写法",
            f"{word}: wildcards within a word were taken out; list its forms",
        )
        word = stem.replace("*", "") + ("*" if word.endswith("*") else "")
        stem = word.rstrip("*")
    if not word.endswith("*"):
        return word
    last = stem.split()[-1] if stem.split() else ""
    if not syntax.shortest:
        said.cannot(
            f"{syntax.label.zh}不支持截词：{word} 按 {stem} 检索",
            f"{syntax.label.en} does not truncate: {word} is searched as {stem}",
        )
        return stem
    if len(last) < syntax.shortest:
        said.cannot(
            f"{word}：* 前少于 {syntax.shortest} 个字母，按 {stem} 检索",
            f"{word}: fewer than {syntax.shortest} letters before *, searched as {stem}",
        )
        return stem
    return word


def _unknown_headings(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> None:
    if concept.mesh or concept.emtree:
        said.cannot(
            f"{syntax.label.zh}没有主题词表可用，主题词未检索",
            f"{syntax.label.en} has no thesaurus here: headings are not searched",
        )


def _english_only(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> None:
    if concept.zh:
        said.cannot(
            f"{syntax.label.zh}以英文标引，中文词未检索",
            f"{syntax.label.en} is indexed in English: Chinese words are not searched",
        )


def _pubmed(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> str:
    _english_only(concept, syntax, said)
    parts = [f'"{_plain(one)}"[mh]' for one in concept.mesh]
    for word in concept.en:
        near = _NEAR.match(_plain(word))
        if near and "*" not in word:
            parts.append(f'"{near[1]} {near[3]}"[tiab:~{near[2]}]')
            continue
        if near:
            said.cannot(
                f"{_plain(word)}：邻近检索中不能截词，按 AND 检索",
                f"{_plain(word)}: no truncation within nearness, searched with AND",
            )
            pair = " AND ".join(f"{_tiab(_truncated(near[at], syntax, said))}" for at in (1, 3))
            parts.append(f"({pair})")
            continue
        parts.append(_tiab(_truncated(word, syntax, said)))
    return f"({' OR '.join(parts)})" if parts else ""


def _tiab(word: str) -> str:
    return f'"{word}"[tiab]' if " " in word or "-" in word else f"{word}[tiab]"


def _embase(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> str:
    _english_only(concept, syntax, said)
    parts = [f"'{_plain(one).lower()}'/exp" for one in concept.emtree]
    if concept.mesh and not concept.emtree:
        said.cannot(
            f"{concept.label.zh}：未给出 Emtree 主题词，只检索自由词",
            f"{concept.label.en}: no Emtree heading given, free words alone",
        )
    for word in concept.en:
        near = _NEAR.match(_plain(word))
        if near:
            pair = [_quoted(_truncated(near[at], syntax, said)) for at in (1, 3)]
            parts.append(f"(({pair[0]} NEAR/{near[2]} {pair[1]}):ti,ab,kw)")
        else:
            parts.append(f"{_quoted(_truncated(word, syntax, said))}:ti,ab,kw")
    return f"({' OR '.join(parts)})" if parts else ""


def _quoted(word: str) -> str:
    return f"'{word}'" if re.search(r"[^A-Za-z0-9*]", word) else word


def _wos(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> str:
    _english_only(concept, syntax, said)
    _unknown_headings(concept, syntax, said)
    parts = []
    for word in concept.en:
        near = _NEAR.match(_plain(word))
        if near:
            pair = [_doubled(_truncated(near[at], syntax, said)) for at in (1, 3)]
            parts.append(f"({pair[0]} NEAR/{near[2]} {pair[1]})")
        else:
            parts.append(_doubled(_truncated(word, syntax, said)))
    return f"TS=({' OR '.join(parts)})" if parts else ""


def _doubled(word: str) -> str:
    return f'"{word}"' if re.search(r"[^A-Za-z0-9*]", word) else word


def _words(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> list[tuple[str, ...]]:
    """Return the words for a Chinese database; a nearness as its two words, both asked for."""
    _unknown_headings(concept, syntax, said)
    found: dict[tuple[str, ...], None] = {}
    for word in (*concept.zh, *concept.en):
        near = _NEAR.match(_plain(word))
        if near:
            said.cannot(
                f"{syntax.label.zh}：{_plain(word)} 的邻近要求按“与”检索",
                f"{syntax.label.en}: nearness in {_plain(word)} is searched as AND",
            )
            found[tuple(_truncated(near[at], syntax, said) for at in (1, 3))] = None
        else:
            found[(_truncated(word, syntax, said),)] = None
    return list(found)


def _cnki(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> str:
    words = _words(concept, syntax, said)
    both = ["(" + " * ".join(f"'{w}'" for w in one) + ")" for one in words if len(one) > 1]
    parts = [f"'{one[0]}'" for one in words if len(one) == 1] + both
    return f"TKA=({' + '.join(parts)})" if parts else ""


def _wanfang(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> str:
    words = _words(concept, syntax, said)
    parts = ["(" + " and ".join(f'"{w}"' for w in one) + ")" for one in words if len(one) > 1]
    parts = [f'"{one[0]}"' for one in words if len(one) == 1] + parts
    joined = " or ".join(parts)
    return f"(题名或关键词:({joined}) or 摘要:({joined}))" if parts else ""


def _vip(concept: SearchConcept, syntax: SearchSyntax, said: _Said) -> str:
    words = _words(concept, syntax, said)
    spaced = [w for one in words for w in one if re.search(r"[\s()=]", w)]
    if spaced:
        said.cannot(
            f"维普的说明未讲短语：{'、'.join(spaced)} 中的空格可能被当作分隔",
            f"VIP's note says nothing of phrases: blanks in {', '.join(spaced)} may split them",
        )
    parts = ["(" + " AND ".join(one) + ")" if len(one) > 1 else one[0] for one in words]
    joined = " OR ".join(parts)
    return f"(M=({joined}) OR R=({joined}))" if parts else ""


_WRITE = {
    "pubmed": _pubmed,
    "embase": _embase,
    "wos": _wos,
    "cnki": _cnki,
    "wanfang": _wanfang,
    "vip": _vip,
}


def _limits(strategy: SearchStrategy, database: SearchDatabase, said: _Said) -> list[str]:
    """Return the limits as lines of the search; what is set on the page instead is said."""
    syntax = SYNTAX[database]
    since, until, lines = strategy.since, strategy.until, []
    if since or until:
        if database == "pubmed":
            start = f"{since:%Y/%m/%d}" if since else "1800/01/01"
            end = f"{until:%Y/%m/%d}" if until else "3000"
            lines.append(f'("{start}"[dp] : "{end}"[dp])')
        elif syntax.chinese:
            span = f"{since or '…'} – {until or '…'}"
            said.cannot(
                f"{syntax.label.zh}：时间 {span} 请在检索页上选择",
                f"{syntax.label.en}: set the dates {span} on the page",
            )
        else:
            first, last = (since.year if since else 1800), (until.year if until else 3000)
            written = f"[{first}-{last}]/py" if database == "embase" else f"PY=({first}-{last})"
            lines.append(written)
            if (until and (until.month, until.day) != (12, 31)) or (
                since and (since.month, since.day) != (1, 1)
            ):
                said.cannot(
                    f"{syntax.label.zh}只按年限定，月日未能表达",
                    f"{syntax.label.en} is limited by year: month and day are not said",
                )
    names = [one.lower() for one in strategy.languages]
    if names and syntax.chinese:
        said.cannot(
            f"{syntax.label.zh}：语种请在检索页上选择（{'、'.join(names)}）",
            f"{syntax.label.en}: choose the languages on the page ({', '.join(names)})",
        )
    elif names and database == "pubmed":
        lines.append("(" + " OR ".join(f"{one}[la]" for one in names) + ")")
    elif names and database == "embase":
        lines.append("(" + " OR ".join(f"[{one}]/lim" for one in names) + ")")
    elif names:
        lines.append("LA=(" + " OR ".join(one.capitalize() for one in names) + ")")
    return lines
