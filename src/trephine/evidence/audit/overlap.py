"""overlap: say which studies of a review may have counted the same patients twice."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.evidence.audit.overlap_matrix import OverlapMatrix, OverlapPair, overlap_matrix
from trephine.evidence.audit.verdict import Looked, agrees, cited, gathered, number_of, raised
from trephine.evidence.audit.wording import row_names

CHECK = "overlap"
_ONE_REGISTER = Text(
    zh="同一登记号下的论文可能含有相同的患者",
    en="papers under one registration may hold the same patients",
)
_NAMED = {
    "source": Text(zh="同一文献", en="the same source"),
    "sum": Text(zh="逐项相加相等", en="cells that add up"),
    "registration": Text(zh="同一登记号", en="the same registration"),
    "centre-and-dates": Text(
        zh="同一中心、入组时间重叠", en="the same centre and overlapping dates"
    ),
    "names": Text(zh="作者同名", en="authors of the same name"),
}
_BY_SIGNS = Text(zh="按登记号、相加或中心", en="by registration, sum or centre")
_BY_NAMES = Text(zh="连同名也计", en="by names too")


def overlap(publication: Publication) -> CheckResult:
    """List the pairs of studies that share a source, a registration, a centre and dates, or names.

    Groups, with the patients that remain if the largest of each is kept. A shared registration or
    source is ``computed`` to allow double counting, under the assumption that is listed; a shared
    centre with overlapping enrolment, and shared names, are a ``suspicion``, names a note. Sums of
    rows have a check of their own. It never knows individual patients.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    named = overlap_matrix(publication, least=0)
    strong = overlap_matrix(publication, least=1)
    for pair in named.pairs:
        if pair.strength in {1, 2, 4}:
            yield raised(f"{pair.one} {pair.other}", _pair(publication, pair))
    if named.groups:
        yield raised("groups", _groups(publication, named, strong))
    if not named.pairs:
        zh, en = "没有两项研究有共同之处", "no two studies share anything"
        yield agrees(CHECK, publication.id, zh, en)


def signs_said(pair: OverlapPair) -> tuple[Text, ...]:
    """Return what two studies share, a line a sign."""
    return tuple(
        Text(zh=f"{_NAMED[sign].zh}：{what.zh}", en=f"{_NAMED[sign].en}: {what.en}")
        for sign, what in pair.signs
    )


def _said(pair: OverlapPair) -> Text:
    return Text(
        zh="；".join(f"{_NAMED[sign].zh}（{what.zh}）" for sign, what in pair.signs),
        en="; ".join(f"{_NAMED[sign].en} ({what.en})" for sign, what in pair.signs),
    )


def _pair(publication: Publication, pair: OverlapPair) -> Finding:
    one, other = publication.study(pair.one), publication.study(pair.other)
    numbers = f"{number_of(publication, one)}, {number_of(publication, other)}"
    both = [row.id for row in publication.pooled if {one.id, other.id} <= set(row.studies)]
    sizes = one.arms[0].n, other.arms[0].n
    said = _said(pair)
    strong = pair.strength >= 2
    rows = row_names(publication, both)
    zh = f"；两者都在{rows.zh}之中" if both else ""
    en = f"; both are pooled in {rows.en}" if both else ""
    places = tuple(
        study.enrolment.at for study in (one, other) if study.enrolment and pair.strength in {1, 2}
    )
    return Finding(
        id=f"{publication.id}/{CHECK}/{pair.one}-{pair.other}",
        check=CHECK,
        kind="computed" if strong else "suspicion",
        severity="major" if strong and both else "minor",
        at=one.read_at,
        against=(other.read_at, *places),
        printed=f"{numbers}: n = {sizes[0]}, {sizes[1]}",
        follows=Text(
            zh=f"至多 {sum(sizes)} 人，至少 {max(sizes)} 人",
            en=f"at most {sum(sizes)} people, at least {max(sizes)}",
        ),
        sentence=Text(
            zh=f"{numbers} 的患者可能重复：{said.zh}{zh}。",
            en=f"Patients of {numbers} may be the same: {said.en}{en}.",
        ),
        arithmetic=(
            *signs_said(pair),
            Text(
                zh=f"n：{sizes[0]} + {sizes[1]} = {sum(sizes)}；只留较大者：{max(sizes)}",
                en=f"n: {sizes[0]} + {sizes[1]} = {sum(sizes)}; the larger alone: {max(sizes)}",
            ),
            Text(zh=f"同在其中的合并：{rows.zh}", en=f"pooled together in: {rows.en}"),
        ),
        assumes=(_ONE_REGISTER,) if strong else (),
        concerns=(pair.one, pair.other, *both),
    )


def pair_said(publication: Publication, pair: OverlapPair) -> Text:
    """Return two studies and all that they share in one line."""
    numbers, signs = cited(publication, (pair.one, pair.other)), signs_said(pair)
    return Text(
        zh=f"{numbers}：{'；'.join(one.zh for one in signs)}",
        en=f"{numbers}: {'; '.join(one.en for one in signs)}",
    )


def _groups(publication: Publication, named: OverlapMatrix, strong: OverlapMatrix) -> Finding:
    sizes = {study.id: study.arms[0].n for study in publication.studies if study.arms}
    steps = [pair_said(publication, pair) for pair in named.pairs]
    for title, matrix in ((_BY_SIGNS, strong), (_BY_NAMES, named)):
        for group in matrix.groups:
            listed = " + ".join(str(sizes[key]) for key in group)
            numbers, largest = cited(publication, group), max(sizes[key] for key in group)
            steps.append(
                Text(
                    zh=f"组（{title.zh}）：{numbers}，n 为 {listed}，最大 {largest}",
                    en=f"group {title.en}: {numbers}, n {listed}, largest {largest}",
                )
            )
        steps.append(
            Text(
                zh=f"{title.zh}：{matrix.n} 例，每组只留一项则余 {matrix.n_remaining} 例",
                en=f"{title.en}: {matrix.n} patients, {matrix.n_remaining} if one of each is kept",
            )
        )
    by_name = len([pair for pair in named.pairs if pair.strength == 0])
    groups = [cited(publication, group) for group in named.groups]
    first = publication.studies[0].read_at
    return Finding(
        id=f"{publication.id}/{CHECK}/groups",
        check=CHECK,
        kind="suspicion",
        severity="minor",
        at=Locator(source=first.source, place=first.place.partition(" [")[0]),
        printed=f"n = {named.n}",
        follows=Text(
            zh=f"每组只留最大一项：{strong.n_remaining} 例；连同名也计：{named.n_remaining} 例",
            en=f"one of each group kept: {strong.n_remaining} people without, {named.n_remaining}"
            " with groups by names",
        ),
        sentence=Text(
            zh=f"可能含有相同患者的组：{'；'.join(groups)}（其中 {by_name} 对只凭作者同名，仅为"
            f"可疑）。每组只留最大一项时，{named.n} 例余 {strong.n_remaining} 例，连同名也计则余"
            f" {named.n_remaining} 例。",
            en=f"Groups that may hold the same patients: {'; '.join(groups)} ({by_name} pairs by"
            " names of authors alone, no more than a suspicion). With the largest of each kept,"
            f" {named.n} people become {strong.n_remaining}, or {named.n_remaining} with groups by"
            " names.",
        ),
        arithmetic=tuple(steps),
        concerns=tuple(key for group in named.groups for key in group),
    )
