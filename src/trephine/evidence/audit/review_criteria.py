"""review_criteria: hold the included studies against the review's own criteria."""

from collections.abc import Iterator
from math import ceil

from trephine.core.finding import CheckResult, Finding, FindingClass, Severity
from trephine.core.publication import Criterion, Publication
from trephine.core.source import Locator
from trephine.core.study import Study
from trephine.core.text import Text
from trephine.evidence.audit.overlap import pair_said
from trephine.evidence.audit.overlap_matrix import overlap_matrix
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
from trephine.evidence.audit.wording import follow_up_said

CHECK = "review-criteria"
_MONTH = 365.25 / 12.0
_SAME_PEOPLE = Text(
    zh="公开摘要与综述所用的是同一份报告、同一次数据截止",
    en="the public abstract and the review speak of the same report and data cut-off",
)


def review_criteria(publication: Publication) -> CheckResult:
    """Look at what the table, titles and public abstracts say against the review's own criteria.

    A median follow-up shorter than the criterion's is ``computed``: half of the patients were
    observed for less. Words in a title that speak against a criterion are a ``suspicion``, and so
    is a document that enrolled more people than the review counts. Pairs that may hold the same
    patients stand against a criterion of no duplicates. What no public document says is listed as
    such; it is no proof of anything.
    """
    looked: list[Looked] = []
    for criterion in publication.criteria:
        if criterion.kind == "follow-up" and criterion.limit is not None:
            looked += _follow_up(publication, criterion, criterion.limit)
        elif criterion.kind == "duplicates":
            looked.append(_duplicates(publication, criterion))
        elif criterion.against:
            looked += _titles(publication, criterion)
        elif criterion.kind == "language":
            looked += _languages(publication)
        else:
            zh, en = "表与题名都看不出", "neither table nor titles tell"
            looked.append(cannot_tell(CHECK, criterion.kind, zh, en))
        if criterion.kind == "population":
            looked += _left_out(publication, criterion)
    if not looked:
        zh, en = "没有录入标准", "no criteria are entered"
        looked.append(cannot_tell(CHECK, publication.id, zh, en))
    return gathered(CHECK, looked)


def _finding(
    publication: Publication,
    criterion: Criterion,
    study: Study,
    *,
    kind: FindingClass,
    severity: Severity,
    printed: Text | str,
    follows: Text,
    arithmetic: tuple[Text | str, ...],
    against: tuple[Locator, ...],
    about: str = "",
) -> Finding:
    number = number_of(publication, study)
    return Finding(
        id=f"{publication.id}/{CHECK}/{about or criterion.kind}/{study.id}",
        check=CHECK,
        kind=kind,
        severity=severity,
        at=criterion.at,
        against=against,
        printed=printed,
        follows=follows,
        sentence=Text(
            zh=f"{number}：{follows.zh}。"
            if about
            else f"标准为“{criterion.text.zh}”，而 {number}：{follows.zh}。",
            en=f"{number}: {follows.en}."
            if about
            else f"The criterion is “{criterion.text.en}”; yet {number}: {follows.en}.",
        ),
        arithmetic=arithmetic,
        assumes=(_SAME_PEOPLE,) if kind == "computed" else (),
        concerns=(
            study.id,
            *(row.id for row in publication.pooled if study.id in row.studies),
        ),
    )


def _follow_up(publication: Publication, criterion: Criterion, limit: float) -> Iterator[Looked]:
    for study in publication.studies:
        subject = f"{criterion.kind} {study.id}"
        known = study.enrolment
        if known is None or known.follow_up_days is None:
            zh, en = "表与公开摘要未给出随访时间", "neither table nor abstract gives a follow-up"
            yield cannot_tell(CHECK, subject, zh, en)
            continue
        months, shown = known.follow_up_days / _MONTH, follow_up_said(known.follow_up)
        if months >= limit:
            zh = f"中位随访 {shown.zh}，不短于 {plain(limit)} 个月"
            en = f"median follow-up {shown.en}, not below {plain(limit)} months"
            yield agrees(CHECK, subject, zh, en)
            continue
        n = known.n or study.arms[0].n
        half = ceil(n / 2)
        steps = (
            Text(
                zh=f"中位随访 {shown.zh} = {months:.1f} 个月 < {plain(limit)} 个月",
                en=f"median follow-up {shown.en} = {months:.1f} months < {plain(limit)} months",
            ),
            Text(
                zh=f"不超过中位数者：{n} 例中至少 {half} 例",
                en=f"at or below the median: at least {half} of {n}",
            ),
            *((known.note,) if known.note else ()),
        )
        follows = Text(
            zh=f"中位随访 {shown.zh}（{months:.1f} 个月），至少 {half}/{n} 例观察不足"
            f" {plain(limit)} 个月" + (f"；{known.note.zh}" if known.note else ""),
            en=f"median follow-up {shown.en} ({months:.1f} months), so at least {half} of"
            f" {n} were observed for less than {plain(limit)} months"
            + (f"; {known.note.en}" if known.note else ""),
        )
        yield raised(
            subject,
            _finding(
                publication,
                criterion,
                study,
                kind="computed",
                severity="minor",
                printed=f"> {plain(limit)}",
                follows=follows,
                arithmetic=steps,
                against=(known.at, study.read_at),
            ),
        )


def _titles(publication: Publication, criterion: Criterion) -> Iterator[Looked]:
    sources = {one.id: one for one in publication.references}
    for study in publication.studies:
        subject = f"{criterion.kind} {study.id}"
        source = sources.get(study.source)
        if source is None:
            yield cannot_tell(CHECK, subject, "没有题名", "no title at hand")
            continue
        title = source.title.casefold()
        words = [one for one in criterion.against if one.casefold() in title]
        if not words:
            zh, en = "题名无相悖之词", "nothing in the title against it"
            yield agrees(CHECK, subject, zh, en)
            continue
        quoted = ", ".join(words)
        yield raised(
            subject,
            _finding(
                publication,
                criterion,
                study,
                kind="suspicion",
                severity="minor",
                printed=source.title,
                follows=Text(zh=f"题名含 “{quoted}”", en=f"its title has the words “{quoted}”"),
                arithmetic=(
                    Text(zh=f"题名：{source.title}", en=f"title: {source.title}"),
                    Text(zh=f"用词：{quoted}", en=f"words: {quoted}"),
                ),
                against=(study.read_at, Locator(source=study.source, place="title")),
            ),
        )


def _left_out(publication: Publication, criterion: Criterion) -> Iterator[Looked]:
    for study in publication.studies:
        known = study.enrolment
        if known is None or known.n is None:
            continue
        n = study.arms[0].n
        subject = f"enrolled {study.id}"
        if known.n <= n:
            zh, en = f"共 {known.n} 例，全部计入", f"all {known.n} enrolled are counted"
            yield agrees(CHECK, subject, zh, en)
            continue
        follows = Text(
            zh=f"该文共 {known.n} 例，综述只计 {n} 例，未说明理由"
            + (f"；{known.note.zh}" if known.note else ""),
            en=f"the study has {known.n} patients and the review counts {n}, without saying why"
            + (f"; {known.note.en}" if known.note else ""),
        )
        yield raised(
            subject,
            _finding(
                publication,
                criterion,
                study,
                kind="computed",
                severity="minor",
                printed=f"n = {n}",
                follows=follows,
                arithmetic=(
                    Text(
                        zh=f"{known.n} - {n} = {known.n - n} 例未计入",
                        en=f"{known.n} - {n} = {known.n - n} patients left out",
                    ),
                ),
                against=(study.read_at, known.at),
                about="enrolled",
            ),
        )


def _languages(publication: Publication) -> Iterator[Looked]:
    sources = {one.id: one for one in publication.references}
    for study in publication.studies:
        source = sources.get(study.source)
        subject = f"language {study.id}"
        if source is None:
            yield cannot_tell(CHECK, subject, "没有文献条目", "no entry at hand")
        else:
            yield agrees(CHECK, subject, source.language, source.language)


def _duplicates(publication: Publication, criterion: Criterion) -> Looked:
    pairs = [pair for pair in overlap_matrix(publication).pairs if pair.strength >= 1]
    if not pairs:
        zh, en = "未见重复的迹象", "no sign of duplicates"
        return agrees(CHECK, "duplicates", zh, en)
    listed = "; ".join(cited(publication, (pair.one, pair.other)) for pair in pairs)
    strong = any(pair.strength >= 2 for pair in pairs)
    finding = Finding(
        id=f"{publication.id}/{CHECK}/duplicates",
        check=CHECK,
        kind="computed" if strong else "suspicion",
        severity="minor",
        at=criterion.at,
        printed=criterion.text,
        follows=Text(zh=f"可能重复：{listed}", en=f"may be duplicates: {listed}"),
        sentence=Text(
            zh=f"标准为“{criterion.text.zh}”，而 {listed} 可能含有相同的患者。",
            en=f"The criterion is “{criterion.text.en}”; yet {listed} may hold the same patients.",
        ),
        arithmetic=tuple(pair_said(publication, pair) for pair in pairs),
        assumes=(_SAME_PEOPLE,) if strong else (),
        concerns=tuple(dict.fromkeys(key for pair in pairs for key in (pair.one, pair.other))),
    )
    return raised("duplicates", finding)
