"""abstract_figures: hold each pooled figure that another passage repeats against the results."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.place import place_words
from trephine.core.publication import Publication, Statement
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    gathered,
    outcome_name,
    plain,
    raised,
)
from trephine.evidence.audit.wording import result_said

CHECK = "abstract-figures"
_FIGURES = {
    "estimate": Text(zh="合并值", en="estimate"),
    "ci_lb": Text(zh="下限", en="lower limit"),
    "ci_ub": Text(zh="上限", en="upper limit"),
}


def abstract_figures(publication: Publication) -> CheckResult:
    """Compare every estimate and limit that an abstract or the discussion repeats with the results.

    Figures that rounding cannot reconcile are ``proved`` to differ. A proportion beside a
    percentage in one sentence (0.44 to 0.60 after 52%) is ``proved`` and a slip where it is the
    same number. Limits without an estimate are a ``suspicion``: words may stand in its place.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    passages: dict[tuple[Locator, str], dict[str, Statement]] = {}
    for one in publication.statements:
        if one.of in _FIGURES:
            passages.setdefault((one.at, one.row), {})[one.of] = one
    rows = {row.id: row for row in publication.pooled}
    for (at, key), figures in passages.items():
        subject = f"{key} {at.place}"
        if key not in rows:
            zh, en = "正文没有这一结果", "the results have no such row"
            yield cannot_tell(CHECK, subject, zh, en)
            continue
        yield from _passage(publication, rows[key], at, figures, subject)


def _passage(
    publication: Publication,
    row: PublishedEstimate,
    at: Locator,
    figures: dict[str, Statement],
    subject: str,
) -> Iterator[Looked]:
    printed = {"estimate": row.estimate, "ci_lb": row.ci_lb, "ci_ub": row.ci_ub}
    differ, mixed = [], []
    steps: list[Text | str] = []
    for of, one in figures.items():
        body = printed[of]
        text = one.printed.strip().removesuffix("%").strip()
        stated = printed_range(Printed(text=text))
        behind = printed_range(body)
        what = _FIGURES[of]
        steps.append(
            Text(
                zh=f"{what.zh}：该处 {one.printed}，正文 {body.text}%",
                en=f"{what.en}: {one.printed} there, {body.text}% in the results",
            )
        )
        if stated.meets(behind) and not _proportion(one, body):
            continue
        scaled = printed_range(Printed(text=plain(100.0 * one.value)))
        if _proportion(one, body) and scaled.meets(behind):
            mixed.append(of)
            steps.append(f"100 * {text} = {plain(100.0 * one.value)}")
        else:
            differ.append(of)
    name = outcome_name(publication, row.outcome)
    said = ", ".join(one.printed for one in figures.values())
    shown, where = result_said(row), place_words(at)
    place = at.place.replace(" ", "-")

    def finding(kind: str, about: str, follows: Text, sentence: Text) -> Finding:
        return Finding(
            id=f"{publication.id}/{CHECK}/{row.id}/{place}/{about}",
            check=CHECK,
            kind="suspicion" if kind == "suspicion" else "proved",
            severity={"differs": "major", "scale": "note", "no-estimate": "minor"}[about],  # type: ignore[arg-type]
            at=at,
            against=(place_of(publication, row),),
            printed=said,
            follows=follows,
            sentence=sentence,
            arithmetic=tuple(steps),
            concerns=(row.id,),
        )

    if differ:
        which = Text(
            zh="、".join(_FIGURES[of].zh for of in differ),
            en=", ".join(_FIGURES[of].en for of in differ),
        )
        yield raised(
            subject,
            finding(
                "proved",
                "differs",
                Text(zh=f"正文为 {shown.zh}", en=f"{shown.en} in the results"),
                Text(
                    zh=f"{where.zh} 的 {name.zh} 为 {said}，正文为 {shown.zh}：{which.zh}不同。",
                    en=f"{where.en} has {said} for {name.en}, the results {shown.en}:"
                    f" the {which.en} differ.",
                ),
            ),
        )
    if mixed:
        yield raised(
            subject,
            finding(
                "proved",
                "scale",
                Text(
                    zh=f"同一数，写法为小数：{shown.zh}",
                    en=f"the same as proportions: {shown.en}",
                ),
                Text(
                    zh=f"{where.zh} 的 {name.zh} 混用百分数与小数：{said}，即 {shown.zh}。",
                    en=f"{where.en} mixes percentages and proportions for {name.en}: {said}, that"
                    f" is {shown.en}.",
                ),
            ),
        )
    if "estimate" not in figures:
        yield raised(
            subject,
            finding(
                "suspicion",
                "no-estimate",
                Text(zh=f"正文为 {shown.zh}", en=f"{shown.en} in the results"),
                Text(
                    zh=f"{where.zh} 的 {name.zh} 只有区间而无合并值，正文为 {shown.zh}；"
                    "合并值为 0 不等于没有病例。",
                    en=f"{where.en} gives limits and no estimate for {name.en}, the results"
                    f" {shown.en}; a pooled 0 would not say that there was no case."
                    if row.estimate.value == 0.0
                    else f"{where.en} gives limits and no estimate for {name.en}; the results"
                    f" {shown.en}.",
                ),
            ),
        )
    elif not differ and not mixed:
        yield agrees(CHECK, subject, f"与正文相符：{shown.zh}", f"as in the results: {shown.en}")


def _proportion(one: Statement, body: Printed) -> bool:
    """Tell whether a figure is printed as a proportion where the results have a percentage."""
    return "%" not in one.printed and 0.0 < one.value <= 1.0 and body.value > 1.0
