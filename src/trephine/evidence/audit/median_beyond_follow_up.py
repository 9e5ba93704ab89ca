"""median_beyond_follow_up: find medians longer than anybody can have been observed."""

from collections.abc import Iterator
from datetime import date

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.published import Printed
from trephine.core.study import Survival
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    gathered,
    number_of,
    outcome_name,
    plain,
    raised,
)

CHECK = "median-beyond-follow-up"
_MONTH = 365.25 / 12.0
_FROM_ENTRY = Text(
    zh="时间自入组起算，首例入组日期与该文献相符",
    en="time runs from entry, and the first date of entry is that of the document",
)


def median_beyond_follow_up(publication: Publication) -> CheckResult:
    """Compare each printed median time with the longest follow-up that its dates allow.

    From the first entry, as a public document gives it, to the end of the year of publication: no
    Kaplan-Meier estimate goes beyond the longest follow-up. A longer median is ``computed``. Where
    twelve times the figure is a plausible number of days it says so: days divided by 12 are a
    known slip. Studies without a date of entry cannot be told.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    years = {one.id: one.year for one in publication.references if one.year}
    for study in publication.studies:
        known = study.enrolment
        medians = [
            (outcome.key, outcome.value)
            for outcome in (study.arms[0].outcomes if study.arms else ())
            if isinstance(outcome.value, Survival) and outcome.value.median_months is not None
        ]
        if known is None or known.first is None or study.source not in years or not medians:
            zh, en = "没有入组日期或中位时间", "no date of entry or no median time"
            yield cannot_tell(CHECK, study.id, zh, en)
            continue
        last = date(years[study.source], 12, 31)
        days = (last - known.first).days
        longest = days / _MONTH
        for key, value in medians:
            subject = f"{study.id} {key}"
            behind = printed_range(Printed(text=value.printed))
            if behind.low <= longest:
                zh, en = f"不超过 {longest:.1f} 个月", f"not above {longest:.1f} months"
                yield agrees(CHECK, subject, zh, en)
                continue
            name, number = outcome_name(publication, key), number_of(publication, study)
            as_days = 12.0 * float(value.printed)
            steps = [
                Text(
                    zh=f"{known.first} 至 {last}：{days} 天 = {longest:.1f} 个月",
                    en=f"{known.first} to {last}: {days} days = {longest:.1f} months",
                ),
                Text(
                    zh=f"印作：{value.printed} > {longest:.1f}",
                    en=f"printed: {value.printed} > {longest:.1f}",
                ),
            ]
            zh = f"首例 {known.first} 入组，至 {last} 至多随访 {longest:.1f} 个月"
            en = f"first entry {known.first}, so at most {longest:.1f} months by {last}"
            if as_days / _MONTH <= longest:
                months = f"{as_days / _MONTH:.1f}"
                steps.append(
                    Text(
                        zh=f"12 * {value.printed} = {plain(as_days)} 天 = {months} 个月",
                        en=f"12 * {value.printed} = {plain(as_days)} days = {months} months",
                    )
                )
                zh += f"；若是天数除以 12，则为约 {as_days:.0f} 天，即 {months} 个月"
                en += (
                    f"; if days were divided by 12, it is about {as_days:.0f} days, {months} months"
                )
            yield raised(
                subject,
                Finding(
                    id=f"{publication.id}/{CHECK}/{study.id}/{key}",
                    check=CHECK,
                    kind="computed",
                    severity="minor",
                    at=study.read_at,
                    against=(known.at,),
                    printed=value.printed,
                    follows=Text(zh=zh, en=en),
                    sentence=Text(
                        zh=f"{number} 的 {name.zh} {value.printed} 个月长于任何可能的随访：{zh}。",
                        en=f"{name.en} of {number}, {value.printed} months, is longer than anybody"
                        f" can have been followed: {en}.",
                    ),
                    arithmetic=tuple(steps),
                    assumes=(_FROM_ENTRY,),
                    concerns=(study.id,),
                ),
            )
