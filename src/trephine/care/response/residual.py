"""residual: MRD beside the response, never in it."""

from fractions import Fraction

from trephine.care.response.answer import MrdReport, VisitResponse
from trephine.care.response.seen import Seen
from trephine.care.response.visit import Mrd
from trephine.core.response import Level, ResponseCriteria, depth
from trephine.core.text import Text

_METHODS = ("ngf", "ngs")


def residual(
    seen: tuple[Seen, ...], visits: tuple[VisitResponse, ...], criteria: ResponseCriteria
) -> tuple[MrdReport, ...]:
    """Return every MRD test with the level of its day and whether IMWG would call it negative."""
    found = []
    for one, visit in zip(seen, visits, strict=True):
        for test in one.mrd:
            negative = _negative(test, visit.level, criteria)
            found.append(
                MrdReport(
                    day=one.day,
                    test=test,
                    level=visit.level,
                    imwg_negative=negative,
                    imaging_negative=_with_imaging(negative, one.visit.pet),
                    text=_said(test, visit.level, negative, criteria),
                )
            )
    return tuple(found)


def sustained(reports: tuple[MrdReport, ...], criteria: ResponseCriteria) -> bool | None:
    """Tell whether two negatives, marrow and imaging, lie far enough apart, none positive between.

    None where nothing speaks against it and method, sensitivity or imaging is not known.
    """
    answer: bool | None = False
    for index, first in enumerate(reports):
        for last in reports[index + 1 :]:
            between = [one for one in reports if first.day <= one.day <= last.day]
            apart = criteria.mrd_sustained.met(last.day - first.day)
            if not apart or any(one.test.result == "positive" for one in between):
                continue
            # imaging_negative is never true where imwg_negative is not.
            pair = {first.imaging_negative, last.imaging_negative}
            if pair == {True}:
                return True
            if False not in pair:
                answer = None
    return answer


def _negative(test: Mrd, level: Level, criteria: ResponseCriteria) -> bool | None:
    if test.result == "positive" or depth(level) < depth("CR"):
        return False
    if test.method not in _METHODS:
        return None if test.method == "other" else False
    if test.sensitivity is None:
        return None
    return criteria.mrd_sensitivity.met(Fraction(test.sensitivity))


def _with_imaging(negative: bool | None, pet: str | None) -> bool | None:  # noqa: FBT001  (Kleene)
    if negative is False or pet == "residual":
        return False
    return None if negative is None or pet is None else True


def _said(
    test: Mrd,
    level: Level,
    negative: bool | None,  # noqa: FBT001  (Kleene)
    criteria: ResponseCriteria,
) -> Text:
    if test.result == "positive":
        return Text(zh="MRD 阳性", en="MRD positive")
    stated = "?" if test.sensitivity is None else f"{test.sensitivity:.0E}".replace("E-0", "E-")
    need = f"{criteria.mrd_sensitivity.value:.0E}"
    if negative:
        return Text(
            zh=f"IMWG MRD 阴性（{test.method}，灵敏度 {stated}，{level}）",
            en=f"IMWG MRD-negative ({test.method}, sensitivity {stated}, in {level})",
        )
    if negative is None:
        return Text(
            zh=f"MRD 阴性，方法或灵敏度（{stated}）未说明，是否符合 IMWG 未知",
            en=f"MRD negative; method or sensitivity ({stated}) is not stated, so that IMWG "
            "negativity is unknown",
        )
    return Text(
        zh=f"MRD 阴性（{test.method}，灵敏度 {stated}，当时 {level}），不是 IMWG MRD 阴性："
        f"须达 CR，二代流式或测序，灵敏度 {need}",
        en=f"MRD negative ({test.method}, sensitivity {stated}, in {level}), not IMWG MRD-negative:"
        f" that needs CR, next-generation flow or sequencing, and {need}",
    )
