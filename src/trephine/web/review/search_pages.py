"""search_page: a review's table of concepts in each database's syntax, and its searches."""

from collections import Counter
from collections.abc import Mapping

from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_event import SearchRecorded
from trephine.core.search import (
    SEARCH_DATABASES,
    SearchConcept,
    SearchDatabase,
    SearchStrategy,
)
from trephine.core.search_planned import SearchPlanned
from trephine.core.text import Text
from trephine.evidence.review.search_strategy import render_search
from trephine.evidence.review.search_syntax import SYNTAX
from trephine.web.review.search_shape import (
    ConceptShown,
    PlanAsked,
    PlanShown,
    RenderedShown,
    SearchAsked,
    SearchPage,
    SearchShown,
)


def search_page(review: Review, names: Mapping[str, str]) -> SearchPage:
    """Return the searches of a review: as planned, as each database is asked, as they were run."""
    imported = Counter(one.database for one in review.references.values())
    plans = [
        line
        for line in review.history
        if isinstance(line.payload, SearchPlanned) and line.version not in review.undone
    ]
    last = plans[-1] if plans else None
    held = review.plan.strategy if review.plan is not None else None
    return SearchPage(
        version=review.version,
        plan=None
        if last is None or held is None
        else PlanShown(
            concepts=tuple(
                ConceptShown(
                    id=one.id,
                    label=one.label,
                    en=one.en,
                    zh=one.zh,
                    mesh=one.mesh,
                    emtree=one.emtree,
                )
                for one in held.concepts
            ),
            since=held.since,
            until=held.until,
            languages=held.languages,
            why=last.payload.why,
            at=last.at,
            by=names.get(last.author, last.author),
            earlier=len(plans) - 1,
        ),
        rendered=()
        if held is None
        else tuple(_rendered(held, database) for database in SEARCH_DATABASES),
        searches=tuple(
            SearchShown(
                version=line.version,
                at=line.at,
                by=names.get(line.author, line.author),
                database=line.payload.database,
                label=line.payload.label,
                strategy=line.payload.strategy,
                on=line.payload.on,
                until=line.payload.until,
                hits=line.payload.hits,
                register=line.payload.register,
                other_source=line.payload.other_source,
                imported=imported[line.payload.database],
            )
            for line in review.history
            if isinstance(line.payload, SearchRecorded) and line.version not in review.undone
        ),
    )


def plan_of(asked: PlanAsked) -> SearchPlanned:
    """Return a table of concepts as the journal holds it; empty words are left out."""
    return SearchPlanned(
        strategy=SearchStrategy(
            concepts=tuple(
                SearchConcept(
                    id=one.id,
                    label=one.label,
                    en=_words(one.en),
                    zh=_words(one.zh),
                    mesh=_words(one.mesh),
                    emtree=_words(one.emtree),
                )
                for one in asked.concepts
            ),
            since=asked.since,
            until=asked.until,
            languages=_words(asked.languages),
        ),
        why=asked.why,
    )


def search_of(asked: SearchAsked) -> SearchRecorded:
    """Return a search as the journal holds it; a database of the six is called by its name."""
    named = SYNTAX[asked.database].label if asked.database in SYNTAX else None  # type: ignore[index]
    name = asked.database.strip()
    return SearchRecorded(
        database=name,
        label=asked.label or named or Text(zh=name, en=name),
        strategy=asked.strategy,
        on=asked.on,
        until=asked.until,
        hits=asked.hits,
        register=asked.register,
        other_source=asked.other_source,
    )


def _rendered(strategy: SearchStrategy, database: SearchDatabase) -> RenderedShown:
    syntax = SYNTAX[database]
    try:
        found = render_search(strategy, database)
    except InputError as refused:
        return RenderedShown(
            database=database,
            label=syntax.label,
            where=syntax.where,
            basis=syntax.basis,
            text="",
            lines=(),
            unsaid=(),
            problem=Text(
                zh=f"{refused.what.zh}（{refused.found}）：{refused.do.zh}",
                en=f"{refused.what.en} ({refused.found}): {refused.do.en}",
            ),
        )
    return RenderedShown(
        database=database,
        label=found.label,
        where=found.where,
        basis=found.basis,
        text=found.text,
        lines=found.lines,
        unsaid=found.unsaid,
    )


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
