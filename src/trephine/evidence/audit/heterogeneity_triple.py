"""heterogeneity_triple: hold each printed P of heterogeneity against k and I2, which fix it."""

import math

from trephine.core.finding import Checked, CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.place import place_words
from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.source import Locator
from trephine.core.text import Text, both_of
from trephine.evidence.audit.printed_range import PrintedRange, p_value_range, q_range
from trephine.evidence.audit.verdict import outcome_name
from trephine.evidence.kernel.special import chi2_sf

CHECK = "heterogeneity-triple"
_ASSUMES = (
    Text(
        zh="I² = 1 − df/Q，df = k − 1，k 为所列研究数",
        en="I² = 1 − df/Q with df = k − 1 and k the number of studies listed",
    ),
    Text(
        zh="打印值为四舍五入（含两次）或截尾",
        en="printed figures are rounded, once or twice, or cut off",
    ),
)
_STATED = (
    Text(
        zh="I² = 1 − df/Q，df = k − 1，k 为文中所写的研究数",
        en="I² = 1 − df/Q with df = k − 1 and k the number of studies stated",
    ),
    _ASSUMES[1],
)


def heterogeneity_triple(publication: Publication) -> CheckResult:
    """Compare each printed P of heterogeneity with the range that k and the printed I2 leave.

    Q = df / (1 - I2) over the whole interval that rounding hides; at I2 = 0, Q is only bounded by
    its degrees of freedom, and so is P. It cannot tell which of the three figures is wrong; where
    another k near by fits, it says so. Findings are ``computed``.
    """
    findings, checked = [], []
    for row in publication.pooled:
        one, finding = _row(publication, row)
        checked.append(one)
        if finding is not None:
            findings.append(finding)
    return CheckResult(check=CHECK, findings=tuple(findings), checked=tuple(checked))


def p_behind(I2: PrintedRange, df: float) -> PrintedRange:
    """Return the range of P, given that of Q."""
    low = 0.0 if math.isinf(I2.high) else float(chi2_sf(I2.high, df))
    return PrintedRange(low=low, high=float(chi2_sf(I2.low, df)))


def _row(publication: Publication, row: PublishedEstimate) -> tuple[Checked, Finding | None]:
    stated = p_value_range(row.p_heterogeneity)
    if stated is None or not row.I2.text or row.k < 2:
        zh, en = "不足两项研究", "fewer than two studies"
        if stated is None or not row.I2.text:
            zh = "未印 P 值" if stated is None else "未印 I²"
            en = f"no {'P value' if stated is None else 'I²'} is printed"
        note = Text(zh=zh, en=en)
        return Checked(check=CHECK, subject=row.id, verdict="cannot-tell", note=note), None
    df = row.k - 1.0
    Q = q_range(row.I2, df)
    follows = p_behind(Q, df)
    steps = (
        f"k = {row.k}, df = {df:.0f}, I2 = {row.I2.text}%",
        _step(both_of("Q = df / (1 - I2)"), _shown(Q, 4)),
        _step(both_of(f"P = P(chi2({df:.0f}) > Q)"), _shown(follows, 4)),
        _step(
            Text(zh=f"印出的 P {row.p_heterogeneity}", en=f"printed P {row.p_heterogeneity}"),
            _shown(stated, 4),
        ),
    )
    shown = _shown(follows, 3)
    if stated.meets(follows):
        note = Text(
            zh=f"由 k 与 I² 得 P = {shown.zh}，与印出的相符",
            en=f"k and I² give P = {shown.en}, as printed",
        )
        return Checked(check=CHECK, subject=row.id, verdict="agrees", note=note), None
    repairs = [
        k
        for k in range(2, 3 * row.k + 10)
        if k != row.k and stated.meets(p_behind(q_range(row.I2, k - 1.0), k - 1.0))
    ]
    near = min(repairs, key=lambda k: (abs(k - row.k), k)) if repairs else None
    zh, en = "；没有哪个研究数能同时容纳两者", "; no number of studies holds both"
    if near is not None:
        zh, en = f"；k = {near} 时两者相容", f"; they agree at k = {near}"
    key = f"{publication.id}/{CHECK}/{row.id}"
    at, name = place_of(publication, row), outcome_name(publication, row.outcome)
    finding = Finding(
        id=key,
        check=CHECK,
        kind="computed",
        severity="minor",
        at=at,
        printed=f"I² = {row.I2.text}%, P = {row.p_heterogeneity}, k = {row.k}",
        follows=Text(zh=f"P = {shown.zh}{zh}", en=f"P = {shown.en}{en}"),
        sentence=Text(
            zh=f"{name.zh}（{place_words(at).zh}）：{row.k} 项研究与 I² = {row.I2.text}% 决定了"
            f"异质性 P 值应为 {shown.zh}，文中为 {row.p_heterogeneity}。",
            en=f"{name.en} ({place_words(at).en}): {row.k} studies and I² = {row.I2.text}% fix the"
            f" P of heterogeneity at {shown.en}; the paper prints {row.p_heterogeneity}.",
        ),
        arithmetic=steps,
        assumes=_ASSUMES if row.studies else _STATED,
        concerns=(row.id,),
    )
    note = finding.follows
    return Checked(check=CHECK, subject=row.id, verdict="finding", note=note, finding=key), finding


def _step(what: Text, behind: Text) -> Text:
    return Text(zh=f"{what.zh}：{behind.zh}", en=f"{what.en}: {behind.en}")


def _shown(behind: PrintedRange, digits: int) -> Text:
    low, high = f"{behind.low:.{digits}g}", f"{behind.high:.{digits}g}"
    if low == high:
        return Text(zh=low, en=low)
    return Text(zh=f"{low}~{high}", en=f"{low} to {high}")


def place_of(publication: Publication, row: PublishedEstimate) -> Locator:
    """Return where a pooled result stands."""
    mark = row.mark
    return mark.locator if isinstance(mark, Read) else Locator(source=publication.id, place=row.id)
