"""declared_outcomes: hold the marks in a table of studies against the lists of pooled results."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.outcome import OutcomeKind
from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.source import Locator
from trephine.core.study import NotReported, Study
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    cited,
    gathered,
    raised,
)
from trephine.evidence.audit.wording import row_name, row_names

CHECK = "declared-outcomes"
_ALL_POOLED = Text(
    zh="报告了可用数值的研究都应列入合并", en="every study that reports a usable figure is pooled"
)


def declared_outcomes(publication: Publication) -> CheckResult:
    """Compare the marks that the table prints for each study with the lists of pooled results.

    A study pooled for an outcome whose mark it does not carry, a mark of the legend that no study
    carries though its outcome is pooled or printed in a column, and a mark beside an empty column
    contradict each other in the paper's own text: ``proved``. A study marked and pooled nowhere is
    ``computed``, since a figure may have been of no use. It cannot tell which side is right.
    """
    marks = {mark for study in publication.studies for mark in study.declared}
    kinds = [kind for kind in publication.outcomes if kind.codes]
    if not marks or not kinds:
        nothing = cannot_tell(CHECK, publication.id, "表中没有标记", "the table prints no marks")
        return gathered(CHECK, [nothing])
    codes = list(dict.fromkeys(code for kind in kinds for code in kind.codes))
    looked: list[Looked] = []
    for row in publication.pooled:
        if row.analysis == "primary":
            looked += _row(publication, row, marks)
    for code in codes:
        named = [kind for kind in kinds if code in kind.codes]
        looked += _code(publication, code, named, marks)
    strange = sorted(marks - set(codes))
    if strange:
        looked.append(raised(" ".join(strange), _strange(publication, strange)))
    looked += _unpooled(publication, codes, kinds)
    return gathered(CHECK, looked)


def _table(publication: Publication) -> Locator:
    at = publication.studies[0].read_at
    return Locator(source=at.source, place=at.place.partition(" [")[0])


def _codes(publication: Publication, row: PublishedEstimate) -> tuple[str, ...]:
    for kind in publication.outcomes:
        if kind.key == row.outcome:
            return kind.codes
    return ()


def _row(publication: Publication, row: PublishedEstimate, marks: set[str]) -> Iterator[Looked]:
    codes = _codes(publication, row)
    if not codes or not marks & set(codes):
        zh = "其标记无人使用，另见该标记" if codes else "没有标记"
        en = "no study carries its mark: see the mark" if codes else "it has no mark"
        yield cannot_tell(CHECK, row.id, zh, en)
        return
    carry = {study.id for study in publication.studies if set(codes) & set(study.declared)}
    known = {study.id for study in publication.studies}
    without = [key for key in row.studies if key in known and key not in carry]
    sign = "".join(codes)
    if not without:
        yield agrees(CHECK, row.id, f"所列均有标记{sign}", f"all listed carry the mark {sign}")
        return
    names = cited(publication, without)
    said, pooled, marked = (
        row_name(publication, row),
        cited(publication, row.studies),
        cited(publication, tuple(carry)),
    )
    places = tuple(one.read_at for one in publication.studies if one.id in without)
    finding = Finding(
        id=f"{publication.id}/{CHECK}/{row.id}",
        check=CHECK,
        kind="proved",
        severity="minor",
        at=place_of(publication, row),
        against=places,
        printed=cited(publication, row.studies),
        follows=Text(zh=f"{names} 没有标记{sign}", en=f"{names} without the mark {sign}"),
        sentence=Text(
            zh=f"{said.zh}合并了 {names}，而研究表中 {names} 没有标记{sign}。",
            en=f"{said.en} pools {names}, whose row in the table of studies lacks the mark {sign}.",
        ),
        arithmetic=(
            Text(zh=f"合并：{pooled} = {row.k}", en=f"pooled: {pooled} = {row.k}"),
            Text(
                zh=f"标有{sign}：{marked} = {len(carry)}",
                en=f"marked {sign}: {marked} = {len(carry)}",
            ),
            Text(
                zh=f"合并而无标记：{names} = {len(without)}",
                en=f"pooled and not marked: {names} = {len(without)}",
            ),
        ),
        concerns=(row.id, *without),
    )
    yield raised(row.id, finding)


def _code(
    publication: Publication, code: str, kinds: list[OutcomeKind], marks: set[str]
) -> Iterator[Looked]:
    keys = {kind.key for kind in kinds}
    rows = [row for row in publication.pooled if row.outcome in keys]
    carry = [study for study in publication.studies if code in study.declared]
    printed = {study.id for study in publication.studies if any(_has(study, key) for key in keys)}
    column = {study.id for study in publication.studies if any(_column(study, key) for key in keys)}
    pooled = {key for row in rows for key in row.studies}
    if code not in marks:
        if rows or printed:
            yield raised(code, _unused(publication, code, kinds, pooled, printed))
        else:
            yield agrees(CHECK, code, "无人使用，也未合并", "nobody carries it, nothing is pooled")
        return
    empty = [study.id for study in carry if any(_empty(study, key) for key in keys)]
    bare = [key for key in printed if key not in {study.id for study in carry}]
    if column and (empty or bare):
        yield raised(code, _beside(publication, code, kinds, empty, bare))
    never = [study.id for study in carry if study.id not in pooled]
    if rows and never:
        yield raised(code, _never(publication, code, kinds, never, rows))
    elif rows:
        yield agrees(CHECK, code, "有标记者均已合并", "all who carry it are pooled")


def _column(study: Study, key: str) -> bool:
    """Tell whether the table has a column for the outcome: a cell in it, printed or empty."""
    return any(
        one.key == key and isinstance(one.mark, Read) and one.mark.locator == study.read_at
        for arm in study.arms
        for one in arm.outcomes
    )


def _empty(study: Study, key: str) -> bool:
    """Tell whether the cell holds a dash or nothing: letters may mean that it was not reached."""
    return any(
        one.key == key
        and isinstance(one.mark, Read)
        and one.mark.locator == study.read_at
        and isinstance(one.value, NotReported)
        and not any(letter.isalnum() for letter in one.value.printed)
        for arm in study.arms
        for one in arm.outcomes
    )


def _has(study: Study, key: str) -> bool:
    return any(
        one.key == key
        and isinstance(one.mark, Read)
        and one.mark.locator == study.read_at
        and not isinstance(one.value, NotReported)
        for arm in study.arms
        for one in arm.outcomes
    )


def _names(kinds: list[OutcomeKind]) -> Text:
    return Text(
        zh="、".join(kind.short.zh for kind in kinds), en=", ".join(kind.short.en for kind in kinds)
    )


def _unused(
    publication: Publication,
    code: str,
    kinds: list[OutcomeKind],
    pooled: set[str],
    printed: set[str],
) -> Finding:
    name = _names(kinds)
    said = pooled or printed
    numbers = cited(publication, tuple(said))
    zh = "合并了" if pooled else "在表中印有数值"
    en = "pools it for" if pooled else "prints a figure for"
    return Finding(
        id=f"{publication.id}/{CHECK}/{kinds[0].key}-unused",
        check=CHECK,
        kind="proved",
        severity="minor",
        at=_table(publication),
        printed=code,
        follows=Text(
            zh=f"没有一项研究带此标记，文中却{zh} {len(said)} 项",
            en=f"no study carries it, yet the paper {en} {len(said)}",
        ),
        sentence=Text(
            zh=f"没有一项研究标有{code}（{name.zh}），文中却{zh} {len(said)} 项：{numbers}。",
            en=f"No study carries the mark {code} ({name.en}), yet the paper {en}"
            f" {len(said)}: {numbers}.",
        ),
        arithmetic=(
            Text(zh=f"标有{code}：0", en=f"marked {code}: 0"),
            Text(
                zh=f"{'合并' if pooled else '印有数值'}：{numbers} = {len(said)}",
                en=f"{'pooled' if pooled else 'figure printed'}: {numbers} = {len(said)}",
            ),
        ),
        concerns=tuple(row.id for row in publication.pooled if row.outcome in _keys(kinds)),
    )


def _keys(kinds: list[OutcomeKind]) -> set[str]:
    return {kind.key for kind in kinds}


def _beside(
    publication: Publication, code: str, kinds: list[OutcomeKind], empty: list[str], bare: list[str]
) -> Finding:
    name = _names(kinds)
    steps: list[Text] = []
    zh, en = [], []
    if empty:
        numbers = cited(publication, empty)
        steps.append(
            Text(
                zh=f"标有{code}而该格为空：{numbers} = {len(empty)}",
                en=f"marked {code}, cell empty: {numbers} = {len(empty)}",
            )
        )
        zh.append(f"{len(empty)} 项有标记而该列为空：{numbers}")
        en.append(f"{len(empty)} marked with an empty cell: {numbers}")
    if bare:
        numbers = cited(publication, bare)
        steps.append(
            Text(
                zh=f"该格有数值而未标{code}：{numbers} = {len(bare)}",
                en=f"cell printed, not marked {code}: {numbers} = {len(bare)}",
            )
        )
        zh.append(f"{len(bare)} 项印有数值而无标记：{numbers}")
        en.append(f"{len(bare)} with a figure and no mark: {numbers}")
    near = _better(publication, code, kinds)
    steps += [step for step, _ in near]
    tail_zh = "".join(text.zh for _, text in near)
    tail_en = "".join(text.en for _, text in near)
    return Finding(
        id=f"{publication.id}/{CHECK}/{kinds[0].key}-column",
        check=CHECK,
        kind="proved",
        severity="minor",
        at=_table(publication),
        printed=Text(zh=f"{code} = {name.zh}", en=f"{code} = {name.en}"),
        follows=Text(zh="；".join(zh) + tail_zh, en="; ".join(en) + tail_en),
        sentence=Text(
            zh=f"标记{code}（{name.zh}）与该列不合：{'；'.join(zh)}{tail_zh}。",
            en=f"The mark {code} ({name.en}) does not agree with its column: "
            f"{'; '.join(en)}{tail_en}.",
        ),
        arithmetic=tuple(steps),
        concerns=(*empty, *bare),
    )


def _better(
    publication: Publication, code: str, kinds: list[OutcomeKind]
) -> list[tuple[Text, Text]]:
    """Return other columns all of whose figures stand in rows that carry the mark."""
    carry = {study.id for study in publication.studies if code in study.declared}
    found = []
    for kind in publication.outcomes:
        if kind.key in _keys(kinds) or not kind.codes:
            continue
        values = {study.id for study in publication.studies if _has(study, kind.key)}
        own = [study for study in publication.studies if set(kind.codes) & set(study.declared)]
        if len(values) > 1 and values <= carry and not own:
            step = Text(
                zh=f"{kind.short.zh} 的数值：{len(values)} 行，全部标有{code}",
                en=f"figures for {kind.short.en}: {len(values)} rows, all marked {code}",
            )
            text = Text(
                zh=f"；{kind.short.zh}（{''.join(kind.codes)}）的 {len(values)} 个数值全在标有"
                f"{code}的行",
                en=f"; all {len(values)} figures for {kind.short.en} ({''.join(kind.codes)}) stand"
                f" in rows that carry {code}",
            )
            found.append((step, text))
    return found


def _never(
    publication: Publication,
    code: str,
    kinds: list[OutcomeKind],
    never: list[str],
    rows: list[PublishedEstimate],
) -> Finding:
    name = _names(kinds)
    numbers = cited(publication, never)
    among = row_names(publication, [row.id for row in rows])
    pooled = cited(publication, tuple(key for row in rows for key in row.studies))
    return Finding(
        id=f"{publication.id}/{CHECK}/{kinds[0].key}-not-pooled",
        check=CHECK,
        kind="computed",
        severity="minor",
        at=_table(publication),
        against=tuple(dict.fromkeys(place_of(publication, row) for row in rows)),
        printed=f"{code}: {numbers}",
        follows=Text(
            zh=f"{len(never)} 项有标记而未合并：{numbers}",
            en=f"{len(never)} marked and pooled nowhere: {numbers}",
        ),
        sentence=Text(
            zh=f"标有{code}（{name.zh}）的 {numbers} 不在其任何一项合并之中。",
            en=f"Marked {code} ({name.en}) in the table and in none of its pooled results:"
            f" {numbers}.",
        ),
        arithmetic=(
            Text(zh=f"{among.zh}合并：{pooled}", en=f"pooled in {among.en}: {pooled}"),
            Text(
                zh=f"标有{code}而未合并：{numbers} = {len(never)}",
                en=f"marked {code} and in none: {numbers} = {len(never)}",
            ),
        ),
        assumes=(_ALL_POOLED,),
        concerns=(*(row.id for row in rows), *never),
    )


def _strange(publication: Publication, strange: list[str]) -> Finding:
    signs = " ".join(strange)
    where = [study.id for study in publication.studies if set(strange) & set(study.declared)]
    return Finding(
        id=f"{publication.id}/{CHECK}/legend",
        check=CHECK,
        kind="suspicion",
        severity="note",
        at=_table(publication),
        printed=signs,
        follows=Text(zh="没有结局对应这些标记", en="no outcome is entered for these marks"),
        sentence=Text(
            zh=f"{cited(publication, where)} 的标记 {signs} 没有对应的结局。",
            en=f"No outcome is entered for the marks {signs} of {cited(publication, where)}.",
        ),
        arithmetic=(
            Text(zh=f"没有对应结局的标记：{signs}", en=f"marks without an outcome: {signs}"),
        ),
        concerns=tuple(where),
    )


def _unpooled(
    publication: Publication, codes: list[str], kinds: list[OutcomeKind]
) -> Iterator[Looked]:
    pooled = {row.outcome for row in publication.pooled}
    if not pooled:
        return
    left = [
        code
        for code in codes
        if not any(kind.key in pooled for kind in kinds if code in kind.codes)
    ]
    if not left:
        return
    name = _names([kind for kind in kinds if set(left) & set(kind.codes)])
    signs = "".join(left)
    yield raised(
        "legend",
        Finding(
            id=f"{publication.id}/{CHECK}/legend-not-pooled",
            check=CHECK,
            kind="suspicion",
            severity="note",
            at=_table(publication),
            printed=signs,
            follows=Text(zh=f"{name.zh}未合并", en=f"{name.en}: no pooled result"),
            sentence=Text(
                zh=f"图例列出的{signs}（{name.zh}）没有任何合并结果。",
                en=f"The legend lists {signs} ({name.en}), for which nothing is pooled.",
            ),
            arithmetic=(
                Text(
                    zh=f"图例的标记 {len(codes)} 个，没有合并结果的：{signs}",
                    en=f"marks of the legend: {len(codes)}, without a pooled result: {signs}",
                ),
            ),
        ),
    )
