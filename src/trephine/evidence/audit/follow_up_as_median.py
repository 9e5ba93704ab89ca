"""follow_up_as_median: find medians of survival that are the median follow-up of the same study."""

from collections.abc import Iterator

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
    raised,
)
from trephine.evidence.audit.wording import follow_up_said

CHECK = "follow-up-as-median"
_DAYS = (30.0, 365.25 / 12.0)


def follow_up_as_median(publication: Publication) -> CheckResult:
    """Compare each printed median time with the median follow-up that an abstract gives.

    Months of 30 days and of 365.25 / 12. Equality to the last digit is a ``suspicion``: follow-up
    may have been taken for a median of survival, or the two are equal by chance.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    for study in publication.studies:
        known = study.enrolment
        medians = [
            (outcome, outcome.value)
            for outcome in (study.arms[0].outcomes if study.arms else ())
            if isinstance(outcome.value, Survival) and outcome.value.median_months is not None
        ]
        if known is None or known.follow_up_days is None or not medians:
            zh, en = "没有随访时间或中位时间", "no follow-up or no median time"
            yield cannot_tell(CHECK, study.id, zh, en)
            continue
        for outcome, value in medians:
            subject = f"{study.id} {outcome.key}"
            around = printed_range(Printed(text=value.printed), once=True)
            fits = [days for days in _DAYS if around.holds(known.follow_up_days / days)]
            if not fits:
                zh, en = f"{value.printed}，不同", f"{value.printed}, another figure"
                yield agrees(CHECK, subject, zh, en)
                continue
            name = outcome_name(publication, outcome.key)
            number = number_of(publication, study)
            shown = follow_up_said(known.follow_up)
            finding = Finding(
                id=f"{publication.id}/{CHECK}/{study.id}/{outcome.key}",
                check=CHECK,
                kind="suspicion",
                severity="minor",
                at=study.read_at,
                against=(known.at,),
                printed=value.printed,
                follows=Text(
                    zh=f"与其中位随访 {shown.zh} 相等",
                    en=f"equal to its median follow-up of {shown.en}",
                ),
                sentence=Text(
                    zh=f"{number} 的 {name.zh} {value.printed} 个月恰为其摘要中的中位随访"
                    f" {shown.zh}：可能误取。",
                    en=f"{name.en} of {number}, {value.printed} months, is exactly the median"
                    f" follow-up of its abstract, {shown.en}: it may have been mistaken.",
                ),
                arithmetic=tuple(
                    Text(
                        zh=f"{known.follow_up_days:g} 天 / {days:g}"
                        f" = {known.follow_up_days / days:.2f} 个月，印作 {value.printed}",
                        en=f"{known.follow_up_days:g} days / {days:g}"
                        f" = {known.follow_up_days / days:.2f} months, printed {value.printed}",
                    )
                    for days in fits
                ),
                concerns=(study.id,),
            )
            yield raised(subject, finding)
