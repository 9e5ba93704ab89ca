"""Routes of the rules room: guidelines, tables, errata, sources."""

from fastapi import APIRouter

from trephine import library
from trephine.core.source import Source
from trephine.core.text import Text
from trephine.library.erratum import ErratumTopic
from trephine.web.account.allow import signed_in
from trephine.web.errors import NotFoundError
from trephine.web.rules.errata import errata_shown, erratum_shown
from trephine.web.rules.shape import (
    ErratumShown,
    GuidelineListed,
    GuidelineShown,
    TableListed,
    TableShown,
)
from trephine.web.rules.tables import guideline_shown, guidelines_shown, table_of, table_shown

router = APIRouter(prefix="/api/rules", tags=["rules"], dependencies=[signed_in()])


@router.get("/guidelines")
def rules_guidelines() -> tuple[GuidelineListed, ...]:
    """List the guidelines with what of each is modelled."""
    return guidelines_shown()


@router.get("/guidelines/{guideline}")
def rules_guideline(guideline: str) -> GuidelineShown:
    """Return a guideline: its tables, orders, and what is not modelled and why."""
    return guideline_shown(guideline)


@router.get("/tables/{table}")
def rules_table(table: str) -> TableShown:
    """Return a table woven: rules in words, boundaries, proof, errata, other layers."""
    return table_shown(table)


@router.get("/rules/{rule}")
def rules_rule(rule: str) -> TableListed:
    """Tell in which table a rule stands."""
    return table_of(rule)


@router.get("/errata")
def rules_errata(
    source: str | None = None, topic: ErratumTopic | None = None
) -> tuple[ErratumShown, ...]:
    """Return the register of misprints and contradictions."""
    return errata_shown(source, topic)


@router.get("/errata/{erratum}")
def rules_erratum(erratum: str) -> ErratumShown:
    """Return one erratum."""
    return erratum_shown(erratum)


@router.get("/sources")
def rules_sources() -> tuple[Source, ...]:
    """List the documents that rules, studies and parameters are read from."""
    return library.sources()


@router.get("/sources/{source}")
def rules_source(source: str) -> Source:
    """Return one document's particulars."""
    for one in library.sources():
        if one.id == source:
            return one
    raise NotFoundError(
        what=Text(zh="没有这份文献", en="There is no such source"),
        where="/api/rules/sources",
        found=source[:100],
        do=Text(zh="见 /api/rules/sources", en="See /api/rules/sources"),
    )
