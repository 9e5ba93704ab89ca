"""count_free_interval: hold each printed interval against the one that the n's and I2 give."""

from trephine.core.finding import Checked, CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.interval_reach import Predicted, Reach
from trephine.evidence.audit.interval_steps import between, interval_steps
from trephine.evidence.audit.printed_range import PrintedRange, printed_range
from trephine.evidence.audit.row_reach import (
    ASSUMES,
    Basis,
    double_arcsine_basis,
    named_model,
    reproduces,
    row_reach,
)
from trephine.evidence.audit.way_back import WAYS, WayBack
from trephine.evidence.audit.wording import result_said, row_name

CHECK = "count-free-interval"
_NAMES = {
    "common": Text(zh="固定效应", en="the fixed-effect model"),
    "random": Text(zh="随机效应", en="the random-effects model"),
}


def count_free_interval(publication: Publication) -> CheckResult:
    """Predict each printed interval from k, the n's, I2 and the estimate, and compare.

    No event count is used: of double arcsine proportions the n's fix the variances, I2 then fixes
    tau2 and all weights. Verdicts: reproduced under the model named; only under the other model;
    impossible under both. Findings are ``computed`` under ``ASSUMES``; ``suspicion`` where another
    way back from the analysed scale reaches this interval and all that the usual one does, or
    where the paper names no measure and shows too few intervals to tell it by them. Where more than
    one in four are out of reach it was probably pooled otherwise: nothing is said. It cannot tell
    which figure is wrong, says nothing of logit or raw proportions, and a reached interval may
    still be wrong.

    Freeman and Tukey 1950, Annals of Mathematical Statistics 21:607-611; DerSimonian and Laird
    1986, Controlled Clinical Trials 7:177-188; Miller 1978, The American Statistician 32:138.
    """
    reach: dict[str, Reach] = {}
    checked: list[Checked] = []
    findings: list[Finding] = []
    for row in publication.pooled:
        found = row_reach(publication, row)
        if isinstance(found, Reach):
            reach[row.id] = found
    basis = double_arcsine_basis(publication, reach)
    kept = {row.id for row in publication.pooled if _good(row, reach.get(row.id))}
    for row in publication.pooled:
        one = reach.get(row.id)
        if one is None:
            why = row_reach(publication, row)
            assert isinstance(why, Text)  # noqa: S101  (a Reach would be in the table)
            checked.append(_cannot_tell(row, why))
        elif row.id in kept:
            note = _note(row, one)
            checked.append(Checked(check=CHECK, subject=row.id, verdict="agrees", note=note))
        elif basis == "no":
            note = Text(
                zh=f"文中未写变换方法，且 {len(reach)} 项中只有 {len(kept)} 项相符：可能另有算法",
                en=f"no transformation is named and only {len(kept)} of {len(reach)} intervals are"
                " reached: it was probably pooled otherwise",
            )
            checked.append(_cannot_tell(row, note))
        else:
            finding = _finding(publication, row, one, _other_ways(publication, row, kept), basis)
            findings.append(finding)
            checked.append(
                Checked(
                    check=CHECK,
                    subject=row.id,
                    verdict="finding",
                    note=finding.follows,
                    finding=finding.id,
                )
            )
    return CheckResult(check=CHECK, findings=tuple(findings), checked=tuple(checked))


def gap(printed: Printed, predicted: PrintedRange) -> float:
    """Return how far a printed bound lies from a predicted one, in its unit; 0 where they meet."""
    behind = printed_range(printed)
    return max(0.0, predicted.low - behind.high, behind.low - predicted.high)


def _good(row: PublishedEstimate, reach: Reach | None) -> bool:
    return reach is not None and reproduces(row, reach)


def _cannot_tell(row: PublishedEstimate, why: Text) -> Checked:
    return Checked(check=CHECK, subject=row.id, verdict="cannot-tell", note=why)


def _note(row: PublishedEstimate, reach: Reach) -> Text:
    names = [_NAMES[one] for one in reach.models]
    zh, en = "与".join(one.zh for one in names), " and ".join(one.en for one in names)
    if row.model:
        return Text(zh=f"区间在{zh}下可重现", en=f"the interval is reproduced under {en}")
    return Text(
        zh=f"文中未写模型；区间在{zh}下可重现",
        en=f"no model is named; the interval is reproduced under {en}",
    )


def _other_ways(
    publication: Publication, row: PublishedEstimate, kept: set[str]
) -> tuple[WayBack, ...]:
    """Return the other ways back that reach this interval without losing one that is reached."""
    found = []
    for way in WAYS[1:]:
        here = row_reach(publication, row, way=way)
        if not isinstance(here, Reach) or not reproduces(row, here):
            continue
        others = (row_reach(publication, publication.row(key), way=way) for key in sorted(kept))
        rows = (publication.row(key) for key in sorted(kept))
        if all(
            isinstance(one, Reach) and reproduces(other, one)
            for other, one in zip(rows, others, strict=True)
        ):
            found.append(way)
    return tuple(found)


def _finding(
    publication: Publication,
    row: PublishedEstimate,
    reach: Reach,
    ways: tuple[WayBack, ...],
    basis: Basis,
) -> Finding:
    named = named_model(row)
    shown = [named] if named else ["common", "random"]
    predicted: list[Predicted] = [getattr(reach, one) for one in shown]
    off = min(max(gap(row.ci_lb, one.ci_lb), gap(row.ci_ub, one.ci_ub)) for one in predicted)
    what = "；".join(
        f"按{_NAMES[one].zh}，下限为 {between(p.ci_lb, 1).zh}%、上限为 {between(p.ci_ub, 1).zh}%"
        for one, p in zip(shown, predicted, strict=True)
    )
    what_en = "; ".join(
        f"under {_NAMES[one].en} {between(p.ci_lb, 1).en}% and {between(p.ci_ub, 1).en}%"
        for one, p in zip(shown, predicted, strict=True)
    )
    if reach.models:
        other = _NAMES[reach.models[0]]
        verdict = Text(
            zh=f"只有按{other.zh}才能得到印出的区间",
            en=f"only {other.en} gives the interval printed",
        )
    else:
        verdict = Text(
            zh="两种模型都得不到印出的区间", en="neither model gives the interval printed"
        )
    if reach.needed_i2 is not None and not reach.models:
        verdict = Text(
            zh=f"{verdict.zh}（随机效应下 I² 须为 {between(reach.needed_i2, 1).zh}%）",
            en=f"{verdict.en} (random effects would need I² {between(reach.needed_i2, 1).en}%)",
        )
    if ways:
        names = Text(
            zh="、".join(one.label.zh for one in ways), en="; ".join(one.label.en for one in ways)
        )
        verdict = Text(
            zh=f"{verdict.zh}；换用{names.zh}则可", en=f"{verdict.en}, unless by {names.en}"
        )
    told, name = result_said(row), row_name(publication, row)
    printed = Text(zh=f"{told.zh}，I² = {row.I2.text}%", en=f"{told.en}, I² = {row.I2.text}%")
    return Finding(
        id=f"{publication.id}/{CHECK}/{row.id}",
        check=CHECK,
        kind="suspicion" if ways or basis == "likely" else "computed",
        severity="major" if off > 2.0 * row.ci_lb.half_unit else "minor",
        at=place_of(publication, row),
        printed=printed,
        follows=Text(zh=f"{what}；{verdict.zh}", en=f"{what_en}; {verdict.en}"),
        sentence=Text(
            zh=f"{name.zh}：由 {reach.k} 项研究的 n 与 I² = {row.I2.text}%，以 {row.estimate.text}%"
            f" 为估计值，{what}；文中为 {row.ci_lb.text}%~{row.ci_ub.text}%。"
            f"{verdict.zh}。",
            en=f"{name.en}: the n of {reach.k} studies and I² = {row.I2.text}% put the bounds"
            f" around {row.estimate.text}%, {what_en}; the paper prints {row.ci_lb.text}% to"
            f" {row.ci_ub.text}%: {verdict.en}.",
        ),
        arithmetic=interval_steps(publication, row, reach),
        assumes=ASSUMES,
        concerns=(row.id,),
    )
