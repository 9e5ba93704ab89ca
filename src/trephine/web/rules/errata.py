"""errata_shown, errata_named: the register of misprints, with its places in words."""

from functools import cache

from trephine import library
from trephine.core.erratum import Erratum
from trephine.core.text import Text
from trephine.library.erratum import ErratumTopic
from trephine.web.errors import NotFoundError
from trephine.web.evidence.findings import place_of
from trephine.web.rules.shape import ErratumShown


def errata_shown(
    source: str | None = None, topic: ErratumTopic | None = None
) -> tuple[ErratumShown, ...]:
    """Return the register, of one source and one topic where they are named."""
    return tuple(_shown(one) for one in library.errata(source, topic=topic))


@cache
def _register() -> dict[str, Erratum]:
    return {one.id: one for one in library.errata()}


def erratum_shown(name: str) -> ErratumShown:
    """Return one erratum by its id. Raises NotFoundError."""
    found = _register().get(name)
    if found is None:
        raise NotFoundError(
            what=Text(zh="勘误登记中没有这一条", en="The register has no such erratum"),
            where="/api/rules/errata",
            found=name[:100],
            do=Text(zh="见 /api/rules/errata", en="See /api/rules/errata"),
        )
    return _shown(found)


def errata_named(names: tuple[str, ...]) -> tuple[ErratumShown, ...]:
    """Return the errata of these ids, in their order."""
    return tuple(_shown(_register()[name]) for name in names if name in _register())


def _shown(one: Erratum) -> ErratumShown:
    return ErratumShown(
        id=one.id,
        kind=one.kind,
        status=one.status,
        at=place_of(one.at),
        against=tuple(place_of(at) for at in one.against),
        printed=one.printed,
        used=one.used,
        reason=one.reason,
        concerns=one.concerns,
        findings=one.findings,
    )
