"""between_sources: hold what several documents say of the same study side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from trephine.core.finding import Checked, CheckResult, Finding
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.place import place_words
from trephine.core.publication import Publication
from trephine.core.published import Printed
from trephine.core.source import Locator
from trephine.core.study import Counts, Outcome, Percentage, Study, Survival
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import PrintedRange, printed_range
from trephine.evidence.audit.wording import range_said

CHECK = "between-sources"
_SAME = Text(
    zh="两处说的是同一项研究、同一批患者、同一次数据截止",
    en="both speak of the same study, the same people and the same data cut-off",
)

_UNITS = {"percent": Text(zh="%", en="%"), "months": Text(zh=" 个月", en=" months")}


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFigure:
    """One figure of one study in one place: what is printed, the range behind it, in whom.

    ``n`` is the number of people it refers to, None where the passage gives none. ``unit`` is
    ``percent`` or ``months``.
    """

    study: str
    outcome: str
    printed: str
    behind: PrintedRange
    unit: str
    at: Locator
    n: int | None
    population: Text | None = None


def between_sources(publication: Publication, others: Sequence[Publication] = ()) -> CheckResult:
    """Compare the figures that different documents give for one study and outcome.

    Table cells, counts from abstracts and statements of ``publication`` with each other and with
    those of ``others``, by the study's own source. Percentages agree where rounding lets them.
    It can't know whether two documents report the same data cut-off: findings are ``computed``
    under that assumption.
    """
    findings: list[Finding] = []
    checked: list[Checked] = []
    names = {one.key: one.short for one in publication.outcomes}
    mine = tuple(study_figures(publication))
    theirs = tuple(figure for other in others for figure in study_figures(other))
    pairs = [*combinations(mine, 2), *((one, other) for one in mine for other in theirs)]
    for one, other in pairs:
        if (one.study, one.outcome, one.unit) != (other.study, other.outcome, other.unit):
            continue
        if one.at == other.at:
            continue
        finding = _compare(publication.id, names, one, other)
        note = Text(
            zh=f"{one.printed} 与 {other.printed} 相容",
            en=f"{one.printed} and {other.printed} agree",
        )
        checked.append(
            Checked(
                check=CHECK,
                subject=f"{one.study} {one.outcome}: {one.at} | {other.at}",
                verdict="agrees" if finding is None else "finding",
                note=note if finding is None else finding.follows,
                finding="" if finding is None else finding.id,
            )
        )
        if finding is not None:
            findings.append(finding)
    for study in publication.studies:
        finding = _denominators(publication, study)
        if finding is not None:
            findings.append(finding)
            checked.append(
                Checked(
                    check=CHECK,
                    subject=f"{study.id} n",
                    verdict="finding",
                    note=finding.follows,
                    finding=finding.id,
                )
            )
    return CheckResult(check=CHECK, findings=tuple(findings), checked=tuple(checked))


def study_figures(publication: Publication) -> Iterator[StudyFigure]:
    """Yield every figure of a single study that a publication prints or other sources add."""
    for study in publication.studies:
        for outcome in study.arms[0].outcomes if study.arms else ():
            figure = _of(study, outcome)
            if figure is not None:
                yield figure
    sizes = {
        (one.among[0], one.at): int(one.value)
        for one in publication.statements
        if one.of == "study-n"
    }
    for one in publication.statements:
        if one.of != "study-figure":
            continue
        percent = one.printed.endswith("%")
        yield StudyFigure(
            study=one.among[0],
            outcome=one.row,
            printed=one.printed,
            behind=printed_range(Printed(text=one.printed.rstrip("%"))),
            unit="percent" if percent else "months",
            at=one.at,
            n=sizes.get((one.among[0], one.at)),
        )


def _of(study: Study, outcome: Outcome) -> StudyFigure | None:
    value = outcome.value
    if isinstance(value, Counts) and value.events is not None:
        share = 100.0 * value.events / value.n
        printed, unit, n = f"{value.events}/{value.n}", "percent", value.n
        behind = PrintedRange(low=share, high=share)
    elif isinstance(value, Percentage):
        printed, unit, n = f"{value.printed}%", "percent", value.n
        behind = printed_range(Printed(text=value.printed))
    elif isinstance(value, Survival) and value.median_months is not None:
        printed, unit, n = value.printed, "months", value.n
        behind = printed_range(Printed(text=value.printed))
    else:
        return None
    return StudyFigure(
        study=study.source or study.id,
        outcome=outcome.key,
        printed=printed,
        behind=behind,
        unit=unit,
        at=_place(outcome.mark, study),
        n=n,
        population=outcome.population,
    )


def _place(mark: Mark, study: Study) -> Locator:
    if isinstance(mark, Read):
        return mark.locator
    if isinstance(mark, Derived) and mark.inputs:
        return mark.inputs[0]
    reason = "assumed" if isinstance(mark, Assumed) else "derived"
    return Locator(source=study.source or study.id, place=reason)


def _compare(
    paper: str, names: Mapping[str, Text], one: StudyFigure, other: StudyFigure
) -> Finding | None:
    differ = not one.behind.meets(other.behind)
    sizes = one.unit == "percent" and None not in {one.n, other.n} and one.n != other.n
    if not differ and not sizes:
        return None
    name = names.get(one.outcome, Text(zh=one.outcome, en=one.outcome))
    first, second = _said(one), _said(other)
    here, there = _at(one), _at(other)
    if differ:
        follows = Text(zh=f"另一处为 {second.zh}", en=f"elsewhere {second.en}")
        sentence = Text(
            zh=f"{one.study} 的 {name.zh}：{here.zh} 为 {first.zh}，{there.zh} 为 {second.zh}，"
            "修约不能解释其差。",
            en=f"{name.en} of {one.study}: {here.en} has {first.en}, {there.en} has {second.en};"
            " rounding does not explain the difference.",
        )
    else:
        follows = Text(
            zh=f"百分数相同而分母不同：{one.n} 与 {other.n}",
            en=f"the same percentage of different numbers: {one.n} and {other.n}",
        )
        sentence = Text(
            zh=f"{one.study} 的 {name.zh}：{here.zh} 与 {there.zh} 的百分数相同，"
            f"但前者的分母为 {one.n}，后者为 {other.n}。",
            en=f"{name.en} of {one.study}: {here.en} and {there.en} give the same percentage,"
            f" the one of {one.n} people, the other of {other.n}.",
        )
    places = "|".join(sorted(str(at).replace(" ", "-") for at in (one.at, other.at)))
    return Finding(
        id=f"{paper}/{CHECK}/{one.study}/{one.outcome}/{places}",
        check=CHECK,
        kind="computed",
        severity="minor",
        at=one.at,
        against=(other.at,),
        printed=one.printed,
        follows=follows,
        sentence=sentence,
        arithmetic=(_step(one), _step(other)),
        assumes=(_SAME,),
        concerns=(one.study,),
    )


def _denominators(publication: Publication, study: Study) -> Finding | None:
    """Return a finding where counts that the paper pooled are of other people than its n."""
    if not study.arms:
        return None
    n = study.arms[0].n
    others = [
        outcome
        for outcome in study.arms[0].outcomes
        if publication.id in outcome.pooled_by
        and isinstance(outcome.value, Counts)
        and outcome.value.n != n
    ]
    if not others:
        return None
    names = {one.key: one.short for one in publication.outcomes}
    found = sorted({one.value.n for one in others if isinstance(one.value, Counts)})
    sizes = ", ".join(map(str, found))
    zh = "、".join(names[one.key].zh for one in others)
    en = ", ".join(names[one.key].en for one in others)
    return Finding(
        id=f"{publication.id}/{CHECK}/{study.id}/n",
        check=CHECK,
        kind="computed",
        severity="minor",
        at=study.read_at,
        against=tuple(dict.fromkeys(_place(one.mark, study) for one in others)),
        printed=f"n = {n}",
        follows=Text(zh=f"{zh}：n = {sizes}", en=f"n = {sizes} for {en}"),
        sentence=Text(
            zh=f"{study.label.zh}：表中 {n} 例，而公开摘要中 {zh} 的分母为 {sizes}"
            f"（{others[0].population.zh}）。",
            en=f"{study.label.en}: the table has {n} people; in the public abstract {en} refers to"
            f" {sizes} ({others[0].population.en}).",
        ),
        arithmetic=tuple(
            Text(
                zh=f"{names[one.key].zh}：{one.value.events}/{one.value.n}，表中 n = {n}",
                en=f"{names[one.key].en}: {one.value.events}/{one.value.n}, table n = {n}",
            )
            for one in others
            if isinstance(one.value, Counts)
        ),
        assumes=(_SAME,),
        concerns=(study.id,),
    )


def _at(figure: StudyFigure) -> Text:
    words = place_words(figure.at)
    return Text(zh=f"{figure.at.source} {words.zh}", en=f"{figure.at.source} {words.en}")


def _step(figure: StudyFigure) -> Text:
    """Return a figure with the range behind it; no range where it is exact."""
    at, unit = _at(figure), _UNITS[figure.unit]
    behind = range_said(f"{figure.behind.low:.4g}", f"{figure.behind.high:.4g}")
    n = "" if figure.n is None else f"n = {figure.n}"
    return Text(
        zh=f"{at.zh}：{figure.printed} = {behind.zh}{unit.zh}" + (f"，{n}" if n else ""),
        en=f"{at.en}: {figure.printed} = {behind.en}{unit.en}" + (f", {n}" if n else ""),
    )


def _said(figure: StudyFigure) -> Text:
    months = figure.unit == "months"
    who = figure.population
    return Text(
        zh=figure.printed + (" 个月" if months else "") + (f"（{who.zh}）" if who else ""),
        en=figure.printed + (" months" if months else "") + (f" ({who.en})" if who else ""),
    )
