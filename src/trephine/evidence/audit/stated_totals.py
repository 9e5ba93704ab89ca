"""stated_totals: hold the numbers of studies and patients that a paper states against its table."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication, Statement
from trephine.core.text import Text, both_of
from trephine.evidence.audit.verdict import Looked, agrees, cited, gathered, plain, raised
from trephine.evidence.audit.wording import NONE, places_said

CHECK = "stated-totals"
_NAMES = {
    "studies": Text(zh="研究数", en="number of studies"),
    "patients": Text(zh="患者总数", en="number of patients"),
    "n-min": Text(zh="最小样本量", en="smallest sample size"),
    "n-max": Text(zh="最大样本量", en="largest sample size"),
}


def stated_totals(publication: Publication) -> CheckResult:
    """Compare each stated number of studies, patients, and smallest and largest n with the table.

    Every passage is compared on its own, in each language. It counts the table's rows as they
    stand and cannot tell which row is wrong; where a single row has the missing number of
    patients, it says so. Findings are ``proved``: sums of the paper's own figures.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    sizes = [study.arms[0].n for study in publication.studies if study.arms]
    stated: dict[tuple[str, float, tuple[str, ...]], list[Statement]] = {}
    for one in publication.statements:
        if one.of in _NAMES and sizes:
            stated.setdefault((one.of, one.value, one.among), []).append(one)
    for group in stated.values():
        yield from _group(publication, group, sizes)


def _follows(publication: Publication, one: Statement, sizes: list[int]) -> tuple[int, list[Text]]:
    """Return what the table gives instead, and how."""
    rows = [study for study in publication.studies if study.arms]
    among = set(one.among) or {study.id for study in rows}
    parts = [n for study, n in zip(rows, sizes, strict=True) if study.id in among]
    if one.of == "patients":
        total = sum(parts)
        return total, [both_of(f"{' + '.join(str(n) for n in parts)} = {total}")]
    if one.of in {"n-min", "n-max"}:
        least = one.of == "n-min"
        found = min(parts) if least else max(parts)
        listed = ", ".join(str(n) for n in parts)
        end = Text(zh="最小" if least else "最大", en="min" if least else "max")
        return found, [
            both_of(f"n: {listed}"),
            Text(zh=f"{end.zh} = {found}", en=f"{end.en} = {found}"),
        ]
    k = len(publication.studies)
    steps = [Text(zh=f"表的行数：{k}", en=f"rows of the table: {k}")]
    if one.among:
        among = set(one.among)
        listed = cited(publication, one.among)
        steps.append(
            Text(
                zh=f"该处所引：{listed} = {len(among)}", en=f"cited there: {listed} = {len(among)}"
            )
        )
        apart = {study.id for study in publication.studies} ^ among
        if apart:
            listed = cited(publication, tuple(apart))
            steps.append(Text(zh=f"只见于一处：{listed}", en=f"in one of the two only: {listed}"))
        if k == one.value:
            k = len(among)
    return k, steps


def _group(publication: Publication, group: list[Statement], sizes: list[int]) -> Iterator[Looked]:
    one, *others = group
    follows, steps = _follows(publication, one, sizes)
    subjects = [f"{each.of} {each.at.place}" for each in group]
    if one.value == follows:
        for subject in subjects:
            yield agrees(CHECK, subject, f"与表相符：{follows}", f"as in the table: {follows}")
        return
    finding = _finding(publication, group, sizes, follows, steps)
    yield raised(subjects[0], finding)
    for subject, _ in zip(subjects[1:], others, strict=True):
        yield raised(subject, finding)[0], None


def _finding(
    publication: Publication,
    group: list[Statement],
    sizes: list[int],
    follows: int,
    steps: list[Text],
) -> Finding:
    one = group[0]
    apart = abs(follows - one.value)
    steps = [*steps, both_of(f"|{follows} - {plain(one.value)}| = {plain(apart)}")]
    hint = Text(zh=f"表中为 {follows}", en=f"{follows} by the table")
    if one.of == "patients":
        same = [study.id for study in publication.studies if study.arms[0].n == apart]
        numbers = cited(publication, same)
        steps.append(
            Text(
                zh=f"n = {plain(apart)} 的行：{numbers or NONE.zh}",
                en=f"rows with n = {plain(apart)}: {numbers or NONE.en}",
            )
        )
        zh = f"恰为 {numbers} 的例数" if same else "没有一行恰为此数"
        en = f"the n of {numbers}" if same else "the n of no single row"
        hint = Text(
            zh=f"{follows}，相差 {plain(apart)}，{zh}",
            en=f"{follows}, apart by {plain(apart)}, {en}",
        )
    name = _NAMES[one.of]
    places = places_said(each.at for each in group)
    rows = [study for study in publication.studies if study.arms]
    pick = [rows[sizes.index(follows)].read_at] if one.of in {"n-min", "n-max"} else []
    return Finding(
        id=f"{publication.id}/{CHECK}/{one.of}/{plain(one.value)}",
        check=CHECK,
        kind="proved",
        severity="major" if one.of in {"patients", "studies"} else "minor",
        at=one.at,
        against=(*(each.at for each in group[1:]), *pick),
        printed=one.printed,
        follows=hint,
        sentence=Text(
            zh=f"{places.zh} 写{name.zh} {one.printed}，由研究表得 {hint.zh}。",
            en=f"The {name.en} is {one.printed} in {places.en}; the table of studies"
            f" gives {hint.en}.",
        ),
        arithmetic=tuple(steps),
        concerns=tuple(study.id for study in rows) if one.of == "patients" else (),
    )
