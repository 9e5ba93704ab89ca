"""denominator_profile: which n of a study would let the intervals be reached that are not."""

from dataclasses import dataclass

from trephine.core.finding import Checked, CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.study import Study
from trephine.core.text import Text
from trephine.evidence.audit.denominator_signs import Signs, denominator_signs
from trephine.evidence.audit.interval_reach import Reach
from trephine.evidence.audit.paired_n import PairedN, paired_n
from trephine.evidence.audit.profiled_n import ProfiledN, figures, profiled_n
from trephine.evidence.audit.row_reach import ASSUMES, double_arcsine_basis, reproduces, row_reach
from trephine.evidence.audit.wording import row_name, row_names

CHECK = "denominator-profile"
_ASSUMES = (
    *ASSUMES[1:],
    Text(
        zh="只有这一项研究的 n 与表中不同，且在它参与的各项合并中相同",
        en="only this study's n is another than in the table, the same in all its results",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repair:
    study: Study
    profile: ProfiledN
    rows: tuple[str, ...]
    values: tuple[int, ...]


def denominator_profile(publication: Publication, *, pairs: bool = False) -> CheckResult:
    """Profile each study's n over 1 to 3n, jointly over all pooled results that it takes part in.

    A value is admissible where no interval is lost that the table's n reaches. Where admissible
    values repair at least two results at once, those of the study that repairs most are a
    ``suspicion``, with what else speaks for and against them: one odd interval can be had from
    many studies, several at once hardly. Where the table's n reach every interval, nothing is
    profiled. It changes one study at a time, with one n for all its results, though the
    evaluable patients may differ by outcome; ``pairs`` lists the best of two studies at once too.
    It never says that a value was used.
    """
    reach = {row.id: row_reach(publication, row) for row in publication.pooled}
    known = {key: one for key, one in reach.items() if isinstance(one, Reach)}
    if not known or double_arcsine_basis(publication, known) == "no":
        note = Text(
            zh="无可用的区间，或文中另有算法", en="no interval to use, or it was pooled otherwise"
        )
        silent = tuple(
            Checked(check=CHECK, subject=one.id, verdict="cannot-tell", note=note)
            for one in publication.studies
        )
        return CheckResult(check=CHECK, findings=(), checked=silent)
    good = {key for key, one in known.items() if reproduces(publication.row(key), one)}
    if good == set(known):
        note = Text(
            zh="凡可推算的区间按表中的 n 均可重现", en="the table's n reaches every interval"
        )
        fine = tuple(
            Checked(check=CHECK, subject=one.id, verdict="agrees", note=note)
            for one in publication.studies
            if any(one.id in publication.row(key).studies for key in known)
        )
        return CheckResult(check=CHECK, findings=(), checked=fine)
    profiles = {}
    for study in publication.studies:
        rows = tuple(
            row for row in publication.pooled if row.id in known and study.id in row.studies
        )
        if rows:
            profiles[study.id] = profiled_n(publication, study, rows)
    repairs = [_best(publication.study(key), one, good) for key, one in profiles.items()]
    most = max((len(one.rows) for one in repairs), default=0)
    findings = {
        one.study.id: _finding(publication, one, good)
        for one in repairs
        if len(one.rows) == most and most >= 2
    }
    checked = [
        _checked(one, good, findings.get(one.study.id))
        for one in sorted(repairs, key=lambda one: one.study.id)
    ]
    checked += [
        _row_note(row.id, profiles, good)
        for row in publication.pooled
        if row.id in known and row.id not in good
    ]
    if pairs:
        rows = tuple(row for row in publication.pooled if row.id in known)
        checked += [_pair_note(one) for one in paired_n(publication, rows, good)]
    return CheckResult(check=CHECK, findings=tuple(findings.values()), checked=tuple(checked))


def _best(study: Study, profile: ProfiledN, good: set[str]) -> _Repair:
    """Return the admissible values that repair the most results, and these results."""
    admissible = profile.admissible(good)
    count = {
        n: tuple(key for key, fits in profile.fits.items() if key not in good and n in fits)
        for n in admissible
    }
    most = max((len(rows) for rows in count.values()), default=0)
    values = tuple(n for n, rows in count.items() if len(rows) == most) if most else ()
    rows = count[values[0]] if values else ()
    values = tuple(n for n in values if count[n] == rows)
    return _Repair(study=study, profile=profile, rows=rows, values=values)


def _finding(publication: Publication, one: _Repair, good: set[str]) -> Finding:
    study, profile = one.study, one.profile
    signs = denominator_signs(publication, study, one.values)
    values = figures(one.values)
    broken = tuple(key for key in profile.fits if key in good and profile.n in profile.fits[key])
    rows = row_names(publication, one.rows)
    zh = f"n = {values} 可使{rows.zh}的区间重现，且不破坏其余 {len(broken)} 项"
    en = f"n = {values} lets the intervals of {rows.en} be reached and loses none of {len(broken)}"
    return Finding(
        id=f"{publication.id}/{CHECK}/{study.id}",
        check=CHECK,
        kind="suspicion",
        severity="major" if len(one.rows) > 2 else "minor",
        at=study.read_at,
        printed=f"n = {profile.n}",
        follows=Text(zh=zh, en=en),
        sentence=Text(
            zh=f"{study.label.zh}：表中 n = {profile.n}；{zh}。{signs.sentence.zh}",
            en=f"{study.label.en}: the table has n = {profile.n}; {en}. {signs.sentence.en}",
        ),
        arithmetic=_steps(publication, one, good, signs),
        assumes=_ASSUMES,
        concerns=(study.id, *one.rows),
    )


def _steps(
    publication: Publication, one: _Repair, good: set[str], signs: Signs
) -> tuple[Text, ...]:
    fits, n = one.profile.fits, one.profile.n
    names = {key: row_name(publication, publication.row(key)) for key in fits}
    too = row_names(publication, one.rows)
    first = [
        Text(
            zh=f"{names[key].zh}（n = {n} 时不能重现）：可重现的 n = {figures(fits[key])}",
            en=f"{names[key].en} (not reached at n = {n}): reached at n = {figures(fits[key])}",
        )
        for key in fits
        if key not in good
    ]
    kept = [
        Text(
            zh=f"{names[key].zh}：可重现的 n = {figures(fits[key])}",
            en=f"{names[key].en}: reached at n = {figures(fits[key])}",
        )
        for key in fits
        if key in good
    ]
    all_of = figures(one.profile.admissible(good))
    joint = Text(
        zh=f"n = {n} 时能重现者均可重现：n = {all_of}",
        en=f"all that are reached at n = {n}: n = {all_of}",
    )
    return (
        *first,
        *kept,
        joint,
        Text(
            zh=f"其中{too.zh}亦可重现：n = {figures(one.values)}",
            en=f"of these, {too.en} too: n = {figures(one.values)}",
        ),
        *(Text(zh=f"支持：{text.zh}", en=f"for: {text.en}") for text in signs.favour),
        *(Text(zh=f"反对：{text.zh}", en=f"against: {text.en}") for text in signs.against),
    )


def _checked(one: _Repair, good: set[str], finding: Finding | None) -> Checked:
    study, profile = one.study, one.profile
    if finding is not None:
        return Checked(
            check=CHECK,
            subject=study.id,
            verdict="finding",
            note=finding.follows,
            finding=finding.id,
        )
    admissible = figures(profile.admissible(good))
    zh, en = f"可容许的 n：{admissible}", f"admissible n: {admissible}"
    if one.rows:
        zh += f"；n = {figures(one.values)} 时 {', '.join(one.rows)} 亦可重现"
        en += f"; n = {figures(one.values)} would reach {', '.join(one.rows)} too"
    note = Text(zh=zh, en=en)
    if any(key not in good for key in profile.fits):
        return Checked(check=CHECK, subject=study.id, verdict="cannot-tell", note=note)
    return Checked(check=CHECK, subject=study.id, verdict="agrees", note=note)


def _pair_note(one: PairedN) -> Checked:
    """Say which results two studies could repair together."""
    first, second = one.studies
    sizes = [figures(tuple(sorted({pair[at] for pair in one.values}))) for at in (0, 1)]
    rows = ", ".join(one.rows)
    return Checked(
        check=CHECK,
        subject=f"{first} {second}",
        verdict="cannot-tell",
        note=Text(
            zh=f"{first} n = {sizes[0]} 与 {second} n = {sizes[1]} 同时改动时 {rows} 均可重现",
            en=f"{first} n = {sizes[0]} with {second} n = {sizes[1]} would reach {rows}",
        ),
    )


def _row_note(key: str, profiles: dict[str, ProfiledN], good: set[str]) -> Checked:
    """Say of a result out of reach which single studies could repair it."""
    found = []
    for study, one in profiles.items():
        values = [n for n in one.fits.get(key, ()) if n in set(one.admissible(good))]
        if values:
            found.append(f"{study} n = {figures(tuple(values))}")
    zh, en = "改任何一项研究的 n 都不能使之重现", "no other n of any one study lets it be reached"
    if found:
        zh, en = f"可由单项研究修复：{'；'.join(found)}", f"any one of: {'; '.join(found)}"
    return Checked(check=CHECK, subject=key, verdict="cannot-tell", note=Text(zh=zh, en=en))
