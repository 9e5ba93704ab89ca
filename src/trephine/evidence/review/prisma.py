"""prisma: the flow of records and reports that the decisions of a review make."""

from collections.abc import Container, Iterable, Mapping
from typing import Literal

from trephine.core.prisma import PrismaCount, PrismaFlow, PrismaOther
from trephine.core.review import Report, Review
from trephine.core.review_flow import ReviewFlow
from trephine.core.screening import Standing
from trephine.core.text import Text
from trephine.evidence.review.databases_and_registers import databases_and_registers
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.standings import standings
from trephine.evidence.review.unreached_boxes import unreached_boxes

_NO_REASON = Text(zh="未说明理由", en="No reason given")
_OTHER = {
    "website": Text(zh="网站", en="Websites"),
    "organisation": Text(zh="机构", en="Organisations"),
    "citation": Text(zh="引文检索", en="Citation searching"),
}
_Boxes = dict[str, tuple[str, ...]]
_Standings = Mapping[str, Standing]


def prisma(review: Review) -> ReviewFlow:
    """Return the flow of a review, derived from imports, verdicts and texts; nothing is typed in.

    A box is counted where records were imported as a search returned them; otherwise it holds what
    a publication states (``count-stated``), or None: not reported. Records that a file held and
    that could not be read were removed for other reasons. Reports found by other means alone
    (citations, websites, organisations) make the second stream; one of which a database, too, gave
    a record belongs to the databases, with that record alone. Screened counts the reports that are
    decided; those that wait stand in ``waiting``. A report whose text was not retrieved is neither
    assessed nor included, whatever the verdicts on it, and a remark says so. Studies are counted
    from the included reports, grouped; ``pooled`` is never counted here.
    """
    title, full = standings(review, "title"), standings(review, "full-text")
    aside = {one.database for one in review.searches if one.other_source}
    whole = [key for key, one in review.reports.items() if one.whole]
    other = {key for key in whole if _is_other(review, review.reports[key], aside)}
    boxes = _boxes(review, [key for key in whole if key not in other], title, full, aside)
    found = included_studies(review)
    boxes["studies"] = tuple(one.id for one in found)
    boxes["reports"] = tuple(key for one in found for key in one.reports)
    counted = bool(whole)
    stated = {one.box: one.n for one in review.counts}
    origin: dict[str, Literal["counted", "stated"]] = {}

    def number(name: str) -> int | None:
        box = name.replace("_", "-")
        if counted or (name in {"studies", "reports"} and boxes[name]):
            origin[name] = "counted"
            return len(boxes[name])
        if box in stated:
            origin[name] = "stated"
        return stated.get(box)  # type: ignore[call-overload, no-any-return]

    refused = sum(one.refused for one in review.batches if one.whole and one.database not in aside)
    other_reasons = stated.get("other-reasons")
    if counted:
        other_reasons, origin["other_reasons"] = refused, "counted"
    searched = databases_and_registers(
        review,
        [one for key in whole for one in review.reports[key].references] if counted else None,
        stated=stated.get("identified"),
    )
    excluded = tuple(name for name in boxes if name.startswith("reports_excluded:"))
    flow = PrismaFlow(
        databases=searched.databases,
        registers=searched.registers,
        duplicates=number("duplicates"),
        automation=0 if counted else stated.get("automation"),
        other_reasons=other_reasons,
        screened=number("screened"),
        excluded=number("excluded"),
        sought=number("sought"),
        not_retrieved=number("not_retrieved"),
        assessed=number("assessed"),
        reports_excluded=tuple(
            PrismaCount(label=_reason(review, name), n=len(boxes[name])) for name in excluded
        ),
        studies=number("studies"),
        reports=number("reports"),
        pooled=stated.get("pooled"),
        other=_second(review, sorted(other), title, full, boxes) if other else None,
    )
    waiting = {
        "title": sum(one.state in {"waiting", "conflict"} for one in title.values()),
        "full-text": sum(
            one.state in {"waiting", "conflict"} and not _unretrieved(review, key)
            for key, one in full.items()
        ),
        "import": searched.waiting,
    }
    own = not review.counts and not review.stated
    return ReviewFlow(
        flow=flow,
        behind=boxes,
        origin=origin,
        waiting=waiting,
        remarks=(
            *_remarks(review, stated.get("studies"), len(boxes["studies"])),
            *_contradictions(review, full),
        ),
        own=own,
        unreached=unreached_boxes(flow, waiting) if own else frozenset(),
    )


def _database(review: Review, key: str) -> str:
    """Return the database of a record: its own, else that of its file."""
    return review.references[key].database


def _is_other(review: Review, report: Report, aside: set[str]) -> bool:
    return all(_database(review, key) in aside for key in report.references)


def _unretrieved(review: Review, key: str) -> bool:
    text = review.reports[key].full_text
    return text is not None and text.state == "not-retrieved"


def _boxes(
    review: Review,
    keys: Iterable[str],
    title: _Standings,
    full: _Standings,
    aside: Container[str] = (),
) -> _Boxes:
    """Return the reports behind the boxes of one stream, without records of sources ``aside``."""
    keys = tuple(keys)
    held = [
        [one for one in review.reports[key].references if _database(review, one) not in aside]
        for key in keys
    ]
    boxes: _Boxes = {
        "identified": tuple(one for own in held for one in own),
        "duplicates": tuple(one for own in held for one in own[1:]),
        "screened": tuple(k for k in keys if title[k].state in {"included", "excluded"}),
        "excluded": tuple(k for k in keys if title[k].state == "excluded"),
        "sought": tuple(k for k in keys if k in full),
        "not_retrieved": tuple(k for k in keys if k in full and _unretrieved(review, k)),
    }
    decided = [k for k in boxes["sought"] if full[k].state in {"included", "excluded"}]
    boxes["assessed"] = tuple(k for k in decided if k not in set(boxes["not_retrieved"]))
    out = [k for k in boxes["assessed"] if full[k].state == "excluded"]
    for reason in sorted({full[k].reason for k in out}):
        boxes[f"reports_excluded:{reason}"] = tuple(k for k in out if full[k].reason == reason)
    return boxes


def _second(
    review: Review, keys: list[str], title: _Standings, full: _Standings, boxes: _Boxes
) -> PrismaOther:
    """Return the stream of other sources; its boxes are added under ``other_`` names."""
    own = _boxes(review, keys, title, full)
    boxes |= {f"other_{name}": held for name, held in own.items()}
    kinds: dict[str, int] = {}
    of = {one.database: one.other_source for one in review.searches}
    for key in own["identified"]:
        kind = of[_database(review, key)]
        kinds[kind] = kinds.get(kind, 0) + 1
    return PrismaOther(
        sources=tuple(PrismaCount(label=_OTHER[kind], n=n) for kind, n in kinds.items()),
        sought=len(own["sought"]),
        not_retrieved=len(own["not_retrieved"]),
        assessed=len(own["assessed"]),
        excluded=tuple(
            PrismaCount(label=_reason(review, name), n=len(held))
            for name, held in own.items()
            if name.startswith("reports_excluded:")
        ),
    )


def _reason(review: Review, box: str) -> Text | str:
    """Return the words of the criterion that a box of exclusions names."""
    key = box.partition(":")[2]
    for registration in reversed(review.registrations):
        criterion = registration.protocol.criterion(key)
        if criterion is not None:
            return criterion.said
    return key or _NO_REASON


def _contradictions(review: Review, full: _Standings) -> Iterable[Text]:
    """Say which reports are said not to be obtained and yet have a verdict on their text."""
    both = [
        key
        for key, one in full.items()
        if one.state in {"included", "excluded"} and _unretrieved(review, key)
    ]
    if both:
        named = ", ".join(both[:8]) + (" …" if len(both) > 8 else "")
        yield Text(
            zh=f"已有全文判定却记为未获取全文，按未获取计：{named}",
            en=f"judged at full text, yet noted as not retrieved; counted as that: {named}",
        )


def _remarks(review: Review, stated: int | None, found: int) -> tuple[Text, ...]:
    remarks = []
    if stated is not None and found and stated != found:
        remarks.append(
            Text(
                zh=f"已发表的纳入研究数为 {stated}，此处为 {found}",
                en=f"{stated} included studies are stated, {found} stand here",
            )
        )
    have: dict[str, int] = {}
    for one in review.references.values():
        have[one.database] = have.get(one.database, 0) + 1
    for batch in review.batches:
        have[batch.database] = have.get(batch.database, 0) + batch.refused
    for search in review.searches:
        n = have.get(search.database, 0)
        if search.hits is not None and n and n != search.hits:
            remarks.append(
                Text(
                    zh=f"{search.label.zh}：检索得 {search.hits} 条，导入 {n} 条",
                    en=f"{search.label.en}: the search found {search.hits}, {n} were imported",
                )
            )
    return tuple(remarks)
