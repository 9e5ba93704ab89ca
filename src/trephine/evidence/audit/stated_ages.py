"""stated_ages: what a stated median age can and cannot be, given the ages of the studies."""

import statistics
from collections.abc import Iterator
from math import inf

from trephine.core.finding import CheckResult, Finding
from trephine.core.place import place_words
from trephine.core.publication import Publication, Statement
from trephine.core.published import Printed
from trephine.core.study import Arm
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    cited,
    gathered,
    number_of,
    plain,
    raised,
)
from trephine.evidence.audit.wording import NONE, range_said

CHECK = "stated-ages"
_MEDIANS = Text(zh="表中年龄均为中位数", en="every age in the table is a median")
_WHOLE = Text(zh="年龄以整岁记录", en="ages are recorded in whole years")


def stated_ages(publication: Publication) -> CheckResult:
    """Compare a stated median age with what the studies' medians, ranges and n allow.

    Medians of studies do not combine to the median of patients, but bound it: of n patients with
    median m, half are no older than m and half no younger. Outside these bounds a finding is
    ``computed``; inside, a median that is not the median of the studies' medians is a
    ``suspicion`` that says what it would be the mean of. An age that no median of whole years can
    be is ``computed``, one without a range where all others have one a ``suspicion``.
    """
    return gathered(CHECK, [*_stated(publication), *_odd(publication)])


def median_bounds(arms: list[Arm], unknown: int = 0) -> tuple[float, float]:
    """Return between which ages the median of all patients lies; ``unknown`` have no age at all.

    Infinite where too many are unknown.
    """
    points = sorted({age for arm in arms for age in _known(arm)})
    total = sum(arm.n for arm in arms) + unknown
    upper = next((x for x in points if 2 * sum(_no_older(arm, x) for arm in arms) >= total), inf)
    lower = next(
        (x for x in reversed(points) if 2 * sum(_no_younger(arm, x) for arm in arms) >= total),
        -inf,
    )
    return lower, upper


def _known(arm: Arm) -> list[float]:
    return [age for age in (arm.age_median, *(arm.age_range or ())) if age is not None]


def _no_older(arm: Arm, age: float) -> int:
    if arm.age_range is not None and age >= arm.age_range[1]:
        return arm.n
    if arm.age_median is not None and age >= arm.age_median:
        return (arm.n + 1) // 2
    return 1 if arm.age_range is not None and age >= arm.age_range[0] else 0


def _no_younger(arm: Arm, age: float) -> int:
    if arm.age_range is not None and age <= arm.age_range[0]:
        return arm.n
    if arm.age_median is not None and age <= arm.age_median:
        return (arm.n + 1) // 2
    return 1 if arm.age_range is not None and age <= arm.age_range[1] else 0


def _stated(publication: Publication) -> Iterator[Looked]:
    for one in publication.statements:
        if one.of == "age-median":
            yield _statement(publication, one)


def _statement(publication: Publication, one: Statement) -> Looked:
    arms = [study.arms[0] for study in publication.studies if study.arms]
    with_age = [arm for arm in arms if arm.age_median is not None]
    subject = f"age-median {one.at.place}"
    if not with_age:
        return cannot_tell(CHECK, subject, "表中没有年龄", "the table has no ages")
    unknown = sum(arm.n for arm in arms if arm.age_median is None)
    lower, upper = median_bounds(with_age, unknown)
    ages = [arm.age_median for arm in with_age if arm.age_median is not None]
    people = [arm.n for arm in with_age]
    median, mean = statistics.median(ages), statistics.fmean(ages)
    weighted = statistics.fmean(ages, people)
    behind = printed_range(Printed(text=plain(one.value)))
    listed = ", ".join(plain(age) for age in sorted(ages))
    bounds = range_said(plain(lower), plain(upper))
    figure = range_said(plain(behind.low), plain(behind.high))
    where = place_words(one.at)
    steps = (
        Text(
            zh=f"{len(ages)} 行的年龄：{listed}",
            en=f"ages of {len(ages)} rows: {listed}",
        ),
        Text(
            zh=f"中位数 {plain(median)}；均数 {mean:.4g}；按例数加权 {weighted:.4g}",
            en=f"their median: {plain(median)}; their mean: {mean:.4g}; weighted by n:"
            f" {weighted:.4g}",
        ),
        Text(
            zh=f"没有年龄者：{len(arms) - len(with_age)} 行，{unknown} 例",
            en=f"without an age: {len(arms) - len(with_age)} rows, {unknown} patients",
        ),
        Text(
            zh=f"由各中位数与范围，全部患者的中位年龄：{bounds.zh}",
            en=f"median of all patients, by medians and ranges: {bounds.en}",
        ),
        Text(
            zh=f"印作 {one.printed}：{figure.zh}",
            en=f"printed {one.printed}: {figure.en}",
        ),
    )
    outside = behind.high < lower or behind.low > upper
    if not outside and behind.low <= median < behind.high:
        zh, en = "与各研究中位数的中位数相符", "the median of the studies' medians"
        return agrees(CHECK, subject, zh, en)
    fits = [
        text
        for value, text in (
            (mean, Text(zh="各研究年龄的均数", en="the mean of the studies' ages")),
            (weighted, Text(zh="按例数加权的均数", en="their mean weighted by n")),
        )
        if behind.low <= value < behind.high
    ]
    zh = f"各研究中位数的中位数为 {plain(median)}"
    en = f"the median of the studies' medians is {plain(median)}"
    if fits:
        zh += "；印出的数与" + "、".join(text.zh for text in fits) + "相符"
        en += "; the printed figure fits " + " and ".join(text.en for text in fits)
    finding = Finding(
        id=f"{publication.id}/{CHECK}/median/{one.at.place.replace(' ', '-')}",
        check=CHECK,
        kind="computed" if outside else "suspicion",
        severity="minor" if outside else "note",
        at=one.at,
        printed=one.printed,
        follows=Text(
            zh=f"患者的中位年龄只能知道在 {bounds.zh} 之间；{zh}",
            en=f"the patients' median is only known to lie from {plain(lower)} to"
            f" {plain(upper)}; {en}",
        ),
        sentence=Text(
            zh=f"{where.zh} 写患者中位年龄 {one.printed} 岁，"
            + (
                "超出表中年龄所能容许的范围。"
                if outside
                else "但研究的中位数不能合成患者的中位数："
            )
            + ("" if outside else f"{zh}。"),
            en=f"{where.en} gives {one.printed} as the patients' median age, "
            + ("outside what the ages of the table allow." if outside else "which medians of")
            + ("" if outside else f" studies cannot give: {en}."),
        ),
        arithmetic=steps,
        assumes=(_MEDIANS,) if outside else (),
    )
    return raised(subject, finding)


def _odd(publication: Publication) -> Iterator[Looked]:
    rows = [
        study
        for study in publication.studies
        if study.arms and study.arms[0].age_median is not None
    ]
    ranged = [study for study in rows if study.arms[0].age_range is not None]
    with_range = cited(publication, [one.id for one in ranged])
    for study in rows:
        arm = study.arms[0]
        age = arm.age_median or 0.0
        subject = f"age {study.id}"
        number = number_of(publication, study)
        between = (2.0 * age) % 1.0 != 0.0
        lone = arm.age_range is None and 2 * len(ranged) > len(rows)
        if arm.age_range is not None and not arm.age_range[0] <= age <= arm.age_range[1]:
            kind, severity = "proved", "minor"
            follows = Text(
                zh="年龄不在其自身的范围之内", en="the age lies outside the range printed beside it"
            )
        elif between:
            kind, severity = "computed", "note"
            follows = Text(
                zh="整岁的中位数只能是整数或半数：此处应为均数",
                en="a median of whole years is whole or a half: this must be a mean",
            )
        elif lone:
            kind, severity = "suspicion", "note"
            follows = Text(
                zh=f"其余 {len(ranged)} 行有范围，此行没有：不知是否为中位数",
                en=f"{len(ranged)} other rows print a range and this one does not: whether it is"
                " a median is not said",
            )
        else:
            yield agrees(CHECK, subject, "可为中位数", "can be a median")
            continue
        printed = plain(age) + (
            f" ({plain(arm.age_range[0])}, {plain(arm.age_range[1])})" if arm.age_range else ""
        )
        yield raised(
            subject,
            Finding(
                id=f"{publication.id}/{CHECK}/{study.id}",
                check=CHECK,
                kind=kind,  # type: ignore[arg-type]
                severity=severity,  # type: ignore[arg-type]
                at=study.read_at,
                printed=printed,
                follows=follows,
                sentence=Text(
                    zh=f"表中 {number} 的年龄为 {printed}：{follows.zh}。",
                    en=f"The table gives {printed} as the age of {number}: {follows.en}.",
                ),
                arithmetic=(
                    f"2 * {plain(age)} = {plain(2 * age)}",
                    Text(
                        zh=f"有范围的行：{with_range or NONE.zh}",
                        en=f"rows with a range: {with_range or NONE.en}",
                    ),
                ),
                assumes=(_WHOLE,) if kind == "computed" else (),
                concerns=(study.id,),
            ),
        )
