"""claim_register: a reader's checks of a paper's claims, checked again and told as findings."""

from collections.abc import Iterable, Mapping
from typing import Literal

from trephine.core.claim import Claim, ClaimBasis
from trephine.core.finding import Checked, CheckResult, Finding, FindingClass
from trephine.core.place import place_words
from trephine.core.publication import Publication
from trephine.core.source import Source
from trephine.core.text import Text
from trephine.evidence.audit.claim_recheck import ClaimRecheck, claim_recheck

CHECK = "claim-register"
_SEEN: dict[ClaimBasis, Text] = {
    "title": Text(zh="读者只看了所引文献的题名", en="the reader saw the cited title only"),
    "abstract": Text(
        zh="所引文献的摘要如读者于 {on} 所见，全文未读",
        en="the cited abstract is as the reader saw it on {on}; the text was not read",
    ),
    "full-text": Text(
        zh="所引文献的正文如读者于 {on} 所见",
        en="the cited text is as the reader saw it on {on}",
    ),
    "own-text": Text(zh="两处都在本文之内", en="both passages stand in the paper itself"),
}
_FOLLOWS = {
    "differs": Text(zh="所引或所对照之处并非如此", en="what it rests on says otherwise"),
    "doubtful": Text(zh="与所据之处不完全相符", en="it does not quite fit what it rests on"),
    "not-found": Text(zh="在所查之处没有找到", en="not found where it was looked for"),
    "holds": Text(
        zh="登记为相符，但复查不合：条目须重读",
        en="entered as holding, but not so when checked again: the entry has to be read anew",
    ),
}
_FOLLOWS["out-of-reach"] = _FOLLOWS["holds"]


def claim_register(
    publication: Publication | str, claims: Iterable[Claim], sources: Iterable[Source]
) -> CheckResult:
    """Turn the checked claims of a paper into findings, after checking again what can be.

    ``publication`` may be the id alone, for a paper without tables; ``sources`` are those whose
    ``cited`` gives the numbers of its list. ``proved`` is only what the paper's own text or list
    rules out: two passages that cannot both be, a named author who is not the cited one, a year or
    a number that the list does not have, a title that excludes the sentence. Figures that differ
    from an abstract's are ``computed``, on the assumption that a reader saw it as it is; all else
    is ``suspicion``. A claim whose verdict is ``out-of-reach`` cannot be told, with the reason.
    """
    key = publication if isinstance(publication, str) else publication.id
    listed = {
        int(place.place.strip("[]")): one
        for one in sources
        for place in one.cited
        if place.source == key and place.place.strip("[]").isdecimal()
    }
    findings: list[Finding] = []
    checked: list[Checked] = []
    for claim in claims:
        again = claim_recheck(claim, listed)
        if _raises(claim, again):
            finding = _finding(key, claim, again, listed)
            findings.append(finding)
            checked.append(_checked(claim, "finding", finding.follows, finding.id))
        elif claim.verdict == "out-of-reach":
            checked.append(_checked(claim, "cannot-tell", claim.found))
        else:
            checked.append(_checked(claim, "agrees", claim.found))
    return CheckResult(check=CHECK, findings=tuple(findings), checked=tuple(checked))


def _checked(
    claim: Claim,
    verdict: Literal["agrees", "finding", "cannot-tell"],
    note: Text,
    finding: str = "",
) -> Checked:
    return Checked(check=CHECK, subject=claim.id, verdict=verdict, note=note, finding=finding)


def _raises(claim: Claim, again: ClaimRecheck) -> bool:
    """Tell whether a claim is a finding: by its verdict, or by what was checked again."""
    if claim.verdict in {"differs", "doubtful", "not-found"} or again.excluded:
        return True
    return claim.verdict == "holds" and bool(again.apart or again.missing)


def _class(claim: Claim, again: ClaimRecheck) -> FindingClass:
    if again.excluded:
        return "proved"
    if again.apart and claim.verdict == "differs":
        return "proved" if claim.basis == "own-text" else "computed"
    return "suspicion"


def _finding(key: str, claim: Claim, again: ClaimRecheck, listed: Mapping[int, Source]) -> Finding:
    kind = _class(claim, again)
    seen = _SEEN[claim.basis]
    assumes = (Text(zh=seen.zh.format(on=claim.on), en=seen.en.format(on=claim.on)),)
    place = place_words(claim.at)
    mark_zh = f"{place.zh} 引 {claim.cites}" if claim.cites else place.zh
    mark_en = f"{place.en}, citing {claim.cites}" if claim.cites else place.en
    sides = (
        Text(zh=f"{place.zh}：{claim.says.zh}", en=f"{place.en}: {claim.says.en}"),
        Text(zh=f"所据之处：{claim.found.zh}", en=f"there: {claim.found.en}"),
    )
    return Finding(
        id=f"{key}/{CHECK}/{claim.id}",
        check=CHECK,
        kind=kind,
        severity=claim.severity,
        at=claim.at,
        printed=", ".join(printed for printed, _ in claim.figures) or claim.cites or place,
        follows=_FOLLOWS[claim.verdict],
        sentence=Text(
            zh=f"{mark_zh}：{claim.says.zh}。{claim.found.zh}。",
            en=f"{mark_en}: {claim.says.en}. But: {claim.found.en}.",
        ),
        arithmetic=again.steps or sides,
        against=claim.against,
        assumes=() if kind == "proved" else assumes,
        concerns=tuple(listed[number].id for number in claim.numbers if number in listed),
    )
