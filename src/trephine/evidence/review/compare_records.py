"""compare_records: how alike two records are, with the points of each reason."""

from functools import lru_cache

from rapidfuzz import fuzz

from trephine.core.duplicates import DuplicatePair, PairClass
from trephine.core.reference import ReferenceKind
from trephine.evidence.review.match_keys import MatchKeys

_SAME, _ASK = 8.0, 4.0
_DIFFERS = ("title-differs", -6.0)
_Said = list[tuple[str, float]]
# What one work may be, besides the article made of it: a thesis, a preprint, a chapter.
_APART: frozenset[ReferenceKind] = frozenset(
    {"thesis", "preprint", "book", "chapter", "patent", "report"}
)


def compare_records(one: MatchKeys, other: MatchKeys) -> DuplicatePair | None:
    """Return the class of a pair: the sum of its points, and what forbids joining it silently.

    From 8 points on it is ``same``, from 4 on ``ask``. A pair that would be ``same`` is only asked
    about where a bar holds: two DOIs or two PMIDs, a meeting's abstract and a full paper, a thesis
    or preprint and an article, no title in one record, another issue of one journal, years that
    differ with no volume and no page to tell, other pages under titles that are not quite the same,
    another cohort or arm named in the title, numbers (parts) or telling words (men, in vitro,
    without, newly diagnosed ...) in one title alone. A title that is the same with the same
    authors is never less than ``ask``: an abstract and its paper, a paper printed twice. None where
    titles differ and no identifier is shared: nothing else could make up for it. Points were set on
    some labelled sets and tried on others (``validation/dedup``). It compares records, not trials:
    two reports of one trial are two.
    """
    if (one.id, other.id) > (other.id, one.id):
        one, other = other, one
    alike, titles, within = _titles(one, other)
    said: _Said = [titles] if titles else []
    said += _identifiers(one, other)
    if titles == _DIFFERS and all(points < 0 for _, points in said):
        return None
    people = _people(one, other)
    said += people
    said += _places(one, other)
    total = sum(points for _, points in said)
    names = {name for name, _ in said}
    bars = _bars(one, other, alike, names, within=within and "pages-same" in names)
    another = _another_issue(names)
    if another and not names & {"doi-same", "pages-same"}:
        bars += ("another-issue",)
    kind: PairClass = "different"
    if total >= _SAME:
        kind = "ask" if bars else "same"
    elif total >= _ASK or (
        alike >= 95
        and ("authors-same", 2.5) in people
        and not (another and "two-dois" in bars)  # a column that returns
    ):
        kind = "ask"
    shown = sorted((one for one in said if one[1]), key=lambda pair: (-abs(pair[1]), pair[0]))
    return DuplicatePair(
        one=one.id,
        other=other.id,
        kind=kind,
        score=round(max(0.0, min(100.0, 50 + 4.5 * (total - _ASK))), 1),
        reasons=tuple(f"{name} {points:+.1f}" for name, points in shown),
        bars=bars,
    )


def _another_issue(names: set[str]) -> bool:
    """Whether two records are of different issues of one journal: a column that returns, say."""
    if "journal-same" not in names:
        return False
    return "volume-differs" in names or (
        "issue-differs" in names and bool(names & {"volume-same", "pages-differ"})
    )


def _titles(one: MatchKeys, other: MatchKeys) -> tuple[float, tuple[str, float] | None, bool]:
    """Compare the two most alike titles in one script.

    Return their likeness (0 to 100, -1 where no two can be compared), its points, and whether one
    title begins with the other.
    """
    best, shorter, within = -1.0, 0, False
    for lefts, rights in ((one.latin, other.latin), (one.chinese, other.chinese)):
        for left in lefts:
            for right in rights:
                alike = 100.0 if left == right else fuzz.ratio(left, right, score_cutoff=80)
                if alike > best:
                    best = alike
                    shorter = min(len(left), len(right)) * (1 if lefts is one.latin else 3)
                short, long = (left, right) if len(left) <= len(right) else (right, left)
                within = within or (len(short) >= 25 and long.startswith(short))
    if best < 0:
        return best, None, False
    weight = 1.0 if shorter >= 25 else 0.5  # Reply, Editorial: many papers have that title
    if best >= 99:
        return best, ("title-same", 6.0 * weight), within
    if best >= 95:
        return best, ("title-nearly", 5.0 * weight), within
    if best >= 90:
        return best, ("title-close", 3.5 * weight), within
    if within:
        return best, ("title-within", 3.0), within
    if best >= 80:
        return best, ("title-alike", 1.0), within
    return best, _DIFFERS, within


def _identifiers(one: MatchKeys, other: MatchKeys) -> _Said:
    said: _Said = []
    if one.doi and other.doi:
        said.append(("doi-same", 6.0) if one.doi == other.doi else ("doi-differs", -5.0))
    if one.pmid and other.pmid:
        said.append(("pmid-same", 8.0) if one.pmid == other.pmid else ("pmid-differs", -6.0))
    return said


def _people(one: MatchKeys, other: MatchKeys) -> _Said:
    """Compare authors: Chinese names with Chinese ones, all others by surname, either way round."""
    if one.names and other.names:
        shared = len(set(one.names) & set(other.names)) / min(len(one.names), len(other.names))
        first = one.names[0] == other.names[0]
    elif one.families and other.families:
        left, right = one.families, other.families
        first = bool(left[0] & right[0])
        few, many = sorted((left, right), key=len)
        every = frozenset().union(*many)
        shared = sum(bool(held & every) for held in few) / len(few)
    else:
        return []
    if first and shared >= 0.6:
        return [("authors-same", 2.5)]
    if first or shared >= 0.6:
        return [("authors-alike", 1.0)]
    return [("authors-differ", -4.0)]


def _places(one: MatchKeys, other: MatchKeys) -> _Said:
    said: _Said = []
    if one.year and other.year:
        apart = abs(one.year - other.year)
        said.append(
            ("year-same", 1.0) if not apart else ("year-differs", -3.0 if apart > 1 else 0.0)
        )
    if one.journals and other.journals:
        known = [_journal(left, right) for left in one.journals for right in other.journals]
        if True in known:
            said.append(("journal-same", 1.5))
        elif None not in known:
            said.append(("journal-differs", -2.0))
    if one.volume and other.volume:
        said.append(
            ("volume-same", 1.0) if one.volume == other.volume else ("volume-differs", -2.0)
        )
    if one.issue and other.issue:
        said.append(("issue-same", 0.5) if one.issue == other.issue else ("issue-differs", -0.5))
    if one.first_page and other.first_page:
        if one.first_page == other.first_page:
            said.append(("pages-same", 2.5))
        elif one.last_page and one.last_page == other.last_page:
            said.append(("last-page-same", 1.0))
        else:
            said.append(("pages-differ", -2.5))
    return said


@lru_cache(maxsize=65536)  # a few hundred journals are compared again and again
def _journal(left: tuple[str, ...], right: tuple[str, ...]) -> bool | None:
    """Whether two names are of one journal, None where one is Chinese and the other is not.

    Each word of the shorter name begins a word of the longer one, in order: J Clin Oncol, Journal
    of Clinical Oncology. Initials alone (NEJM) are tried as such.
    """
    if "".join(left).isascii() != "".join(right).isascii():
        return None
    if left == right or "".join(left) == "".join(right):
        return True
    few, many = sorted((left, right), key=len)
    if len(few) == 1 and len(few[0]) == len(many) > 2:
        return few[0] == "".join(word[0] for word in many)
    at = 0
    for word in few:
        while at < len(many) and not (
            many[at].startswith(word) or word.startswith(many[at]) or _cut(word, many[at])
        ):
            at += 1
        if at == len(many):
            return False
        at += 1
    return len(few) * 2 >= len(many)


def _cut(short: str, long: str) -> bool:
    """Whether a word is another's first letter and others of it in order (natl, national)."""
    if len(short) < 3 or len(short) >= len(long) or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _bars(
    one: MatchKeys, other: MatchKeys, alike: float, names: set[str], *, within: bool
) -> tuple[str, ...]:
    """Return what forbids joining a pair without asking.

    ``within``: one title begins with the other, on the same first page: what it adds is a subtitle.
    """
    bars = []
    if one.doi and other.doi and one.doi != other.doi:
        bars.append("two-dois")
    if one.pmid and other.pmid and one.pmid != other.pmid:
        bars.append("two-pmids")
    if one.abstract != other.abstract and not names >= {"journal-same", "pages-same"}:
        bars.append("abstract-and-paper")
    same = (one.doi and one.doi == other.doi) or (one.pmid and one.pmid == other.pmid)
    if one.kind != other.kind and {one.kind, other.kind} & _APART and not same:
        bars.append("another-kind")
    placed = one.volume or other.volume or one.first_page or other.first_page
    if one.year != other.year and "year-differs" in names and not same and not placed:
        bars.append("another-year")
    if alike < 99 and "pages-differ" in names and not same:
        bars.append("other-pages")
    if alike < 0 and not same and not (one.latin + one.chinese and other.latin + other.chinese):
        bars.append("no-title")
    if one.cohorts != other.cohorts:  # whatever the identifiers: one paper, two rows
        bars.append("another-cohort")
    if alike < 99 and not same and not within:
        if one.figures and other.figures and not one.figures & other.figures:
            bars.append("figures-in-title")
        if one.telling ^ other.telling:
            bars.append("telling-words")
    return tuple(bars)
