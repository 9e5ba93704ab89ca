"""response_text: the response of a course, visit by visit, as lines for a terminal."""

from datetime import datetime

from trephine.care.response.answer import ResponseCourse, VisitResponse
from trephine.core.text import Language, Text

_BEST = Text(zh="已确认的最佳疗效：{level}", en="best confirmed response: {level}")
_BEFORE = Text(zh="进展之前的最佳疗效：{level}", en="best before progression: {level}")
_PD = Text(zh="已确认进展：{at}（{reason}）", en="confirmed progression: {at} ({reason})")
_MISSING = Text(zh="缺，且会改变级别：", en="missing, and it would change the level: ")
_KIND = Text(zh="可测量病变：{kind}", en="measurable disease: {kind}")
_KINDS = {
    "serum": Text(zh="血清 M 蛋白", en="serum M-protein"),
    "urine": Text(zh="尿 M 蛋白", en="urine M-protein"),
    "serum and urine": Text(zh="血清与尿 M 蛋白", en="serum and urine M-protein"),
    "flc": Text(zh="血清游离轻链", en="serum free light chains"),
    "marrow": Text(zh="骨髓", en="marrow"),
    "circulating": Text(zh="循环浆细胞", en="circulating plasma cells"),
    "none": Text(zh="无", en="none"),
    "unknown": Text(zh="未知", en="not known"),
}


def response_text(course: ResponseCourse, language: Language) -> str:
    """Return each visit with its components and what is missing, then the course as a whole."""
    lines = [_KIND[language].format(kind=_KINDS[course.disease.kind][language])]
    for one in course.visits:
        lines += _visit(one, language)
    lines.append(_BEST[language].format(level=course.best_confirmed))
    if course.confirmed_pd is not None:
        pd = course.confirmed_pd
        lines.append(_PD[language].format(at=_when(pd.first_at), reason=pd.reason))
        if course.best_before_pd is not None:
            lines.append(_BEFORE[language].format(level=course.best_before_pd))
    lines += [f"MRD: {report.text[language]}" for report in course.mrd]
    lines += [f"! {flag.text[language]}" for flag in course.flags]
    return "\n".join(lines)


def _visit(one: VisitResponse, language: Language) -> list[str]:
    lines = [f"{_when(one.at)}  {one.level}"]
    lines += [f"    {part.text[language]}" for part in one.components]
    told = [test.text[language] for test in one.missing if test.changes]
    if told:
        lines.append("    " + _MISSING[language] + "; ".join(told))
    return lines + [f"    ! {flag.text[language]}" for flag in one.flags]


def _when(at: int | datetime) -> str:
    return at.date().isoformat() if isinstance(at, datetime) else f"d{at}"
