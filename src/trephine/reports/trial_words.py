"""The words of a virtual trial's report: every one of them says that it is simulated."""

from math import isinf, isnan

from trephine.core.text import Language, Text
from trephine.loop.compare.compare_arm import AgainstEvidence, ComparedArm, ComparedRow
from trephine.loop.compare.evidence_row import EvidenceFigure, RowSide
from trephine.loop.compare.paired_arms import PairedShare, PairedTime
from trephine.loop.compare.pooled_with import PooledWith
from trephine.loop.compare.trade_off import TradeOff
from trephine.loop.outcomes.arm_results import ArmResults, CountResult, DayResult, TimeResult
from trephine.plots.virtual_words import BASIS
from trephine.reports.number import decimal, percent, span

SIMULATED = Text(
    zh="以下全部为模拟：虚拟患者、虚拟试验，不是临床证据。",
    en="Everything below is simulated: virtual patients, a virtual trial, no clinical evidence.",
)
HYPOTHESIS = Text(
    zh="所问（只能提出假设，不能作答）：{question}",
    en="The question, which a simulation can raise and not settle: {question}",
)
HEAD = Text(
    zh="虚拟试验 {id}：{title}；人群 {population}，每组 {n:,} 名虚拟患者，{days:g} 天，种子 {seed}",
    en="Virtual trial {id}: {title}; population {population}, {n:,} virtual patients an arm,"
    " {days:g} days, seed {seed}",
)
ARM = Text(
    zh="虚拟组“{label}”（{id}，产品 {product}）：{n:,} 例模拟完成",
    en="Virtual arm “{label}” ({id}, product {product}): {n:,} patients simulated to the end",
)
FAILED = Text(
    zh="{k} 例运行失败，未计入任何分母：{named}",
    en="{k} whose run failed, in no denominator: {named}",
)
LEFT_OUT = Text(zh="未能回答的终点：{named}", en="Endpoints without an answer: {named}")
EVIDENCE = Text(zh="模拟结果与已发表证据", en="The simulated results beside the published evidence")
DIFFERS = Text(
    zh="该组与其产品自己的试验不同（{what}）：与证据的距离回答“若改变会怎样”，不检验模型。",
    en="This arm differs from its product's own trials ({what}): how far it stands from the"
    " evidence answers a what-if and is no test of the model.",
)
TALLY = Text(
    zh="{n} 个可作判断的结果中：置信区间内 {ci}，预测区间内 {pi}，在外 {out}；"
    "其中未供拟合者 {held} 个：{hci}、{hpi}、{hout}。"
    "{silent} 个因核查发现矛盾、凭记忆未读或治疗未给出而不作判断，"
    "{none} 个没有虚拟结果或只列差值。",
    en="Of {n} results that may judge, {ci} lie inside the confidence interval, {pi} inside the"
    " prediction interval, {out} outside; of the {held} kept from every fit: {hci}, {hpi}, {hout}."
    " {silent} judge nothing (inconsistent by the audit, recalled and not read, or the treatment"
    " is not given), {none} have no virtual result or no interval.",
)
WRONG = Text(
    zh="模型错在何处（在外的结果，最远者在前）", en="What the model gets wrong, furthest first"
)
RIGHT = Text(zh="没有结果在最宽的区间之外。", en="No result lies outside its widest interval.")
POOLED = Text(
    zh="若把虚拟试验并入合并（不是证据，只示其影响）",
    en="If the virtual trial were pooled with the real studies (no evidence: what it would change)",
)
PAIRS = Text(
    zh="虚拟组“{other}”对“{first}”：同一批 {n:,} 名虚拟患者",
    en="Virtual arm “{other}” against “{first}”: the same {n:,} virtual patients",
)
PAIRS_NOTE = Text(
    zh="区间只反映抽到哪些虚拟患者，不反映模型有多错。各终点分别检验，未作多重校正："
    "即使全无差别，每二十个终点也约有一个会显出差别。",
    en="Intervals tell which virtual patients were drawn, not how wrong the model is. Each endpoint"
    " is looked at by itself, with no correction: of twenty in which nothing differs about one will"
    " show a difference.",
)
SIDES: dict[RowSide, Text] = {
    "fit": Text(zh="可拟合", en="may be fitted"),
    "check": Text(zh="留作检验", en="held out"),
    "pooled": Text(zh="从不拟合", en="never fitted"),
}
_VERDICTS = {
    "inside-ci": Text(zh="在置信区间内", en="inside the confidence interval"),
    "inside-pi": Text(zh="在预测区间内", en="inside the prediction interval"),
    "outside": Text(zh="在外，超出 {beyond}{unit}", en="outside by {beyond}{unit}"),
    "shown": Text(zh="只列差值", en="difference alone"),
    "silent": Text(zh="不作判断", en="judges nothing"),
    "no-result": Text(zh="没有虚拟结果", en="no virtual result"),
    "unreached": Text(zh="中位未达到，没有差值", en="a median is not reached: no difference"),
    "above": Text(
        zh="中位未达到，在外，至少超出 {beyond}{unit}",
        en="a median is not reached: outside by at least {beyond}{unit}",
    ),
}
_REACHES = Text(
    zh="（其自身区间伸入其中：患者再多些才能分清）",
    en=" (its own interval reaches in: more patients would tell)",
)
_POINTS = Text(zh=" 个百分点", en=" percentage points")
_MONTHS = Text(zh=" 个月", en=" months")
_REACHED = Text(zh="未达到", en="not reached")
_MEDIAN = Text(zh="中位 {median}（{ci}）", en="median {median} ({ci})")
_EVENTS = Text(zh="{events} 例事件 / {n} 例", en="{events} events in {n}")
_DAYS = Text(
    zh="中位 {median} 天（四分位 {lower}–{upper}），{n} 例",
    en="median {median} days (quartiles {lower} to {upper}), {n} patients",
)
_ASIDE = Text(zh="；不计：{named}", en="; not counted: {named}")
_AGAINST = Text(
    zh="模拟 {virtual}；{basis} {evidence}：差 {difference}{unit}{sds}；{verdict}",
    en="simulated {virtual}; {basis} {evidence}: difference {difference}{unit}{sds}; {verdict}",
)
_UNREACHED = Text(
    zh="模拟 {virtual}；{basis} {evidence}：{verdict}",
    en="simulated {virtual}; {basis} {evidence}: {verdict}",
)
_SDS = Text(zh="（{sds} 个预测标准差）", en=" ({sds} prediction sds)")
_POOLED_ROW = Text(
    zh="{label}：{before} → {after}（{change} 个百分点）；虚拟试验计作 {events}/{n}",
    en="{label}: {before} → {after} ({change} percentage points); the virtual trial counts as"
    " {events}/{n}",
)
_PAIR = Text(
    zh="{label}：{first} → {other}；差 {difference} 个百分点（{ci}）；"
    "{won} 例新增、{lost} 例消失（{pairs} 对）；{needed}",
    en="{label}: {first} → {other}; difference {difference} percentage points ({ci}); {won} new,"
    " {lost} gone, of {pairs} pairs; {needed}",
)
_NEEDED = Text(zh="每 {n} 例改变一例（{ci}）", en="one in {n} ({ci})")
UNCHANGED = Text(
    zh="没有患者改变的终点：{named}", en="Endpoints in which no patient changed: {named}"
)
_NONE_NEEDED = Text(zh="区间含无差异", en="the interval holds no difference")
_TIME = Text(
    zh="{label}：{months} 个月内平均无事件 {first} → {other} 个月；差 {difference}（{ci}）；"
    "{pairs} 对",
    en="{label}: mean months without the event up to {months}: {first} → {other}; difference"
    " {difference} ({ci}); {pairs} pairs",
)
_TRADE = Text(
    zh="取舍（{pairs} 对）：{harm} 新增 {new} 例、消失 {gone} 例；{benefit} 新增 {gained} 例、"
    "失去 {lost} 例。{exchange}",
    en="Trade-off ({pairs} pairs): {harm}, {new} new and {gone} gone; {benefit}, {gained} gained"
    " and {lost} lost. {exchange}",
)
_EXCHANGE = Text(
    zh="{benefit}之差与{harm}之差的比 {ratio}（{ci}）。",
    en="Difference in {benefit} over difference in {harm}: {ratio} ({ci}).",
)
_NO_EXCHANGE = Text(
    zh="{harm}的差异与无差异不能区分，不计比值。",
    en="The difference in {harm} is not told from none, so that there is no ratio.",
)


def differs_words(compared: ComparedArm, language: Language) -> str:
    """Return what the arm does otherwise than its product's own trials; empty for nothing."""
    if compared.differs is None:
        return ""
    return DIFFERS[language].format(what=compared.differs[language])


def share(value: float, low: float, high: float, language: Language) -> str:
    """Return a share with its interval: ``86.9% (83.6%–89.7%)``."""
    if isnan(low):
        return percent(value)
    bracket = "（{}）" if language == "zh" else " ({})"
    return percent(value) + bracket.format(span(low, high, language, "percent"))


def signed(value: float, decimals: int = 1) -> str:
    """Return a number with its sign, a true minus."""
    return f"+{decimal(value, decimals)}" if value > 0 else decimal(value, decimals)


def count_words(one: CountResult, language: Language) -> str:
    """Return events, people, share and who was left aside."""
    events = "—" if one.events is None else f"{one.events:,}"
    shown = share(one.share, one.ci_lb, one.ci_ub, language)
    return f"{events}/{one.n:,}  {shown}{aside_words(one.aside, language)}"


def aside_words(aside: tuple[tuple[Text, int], ...], language: Language) -> str:
    """Return who was left aside and why, empty for nobody."""
    if not aside:
        return ""
    joined = "，" if language == "zh" else ", "
    named = joined.join(f"{reason[language]} {k:,}" for reason, k in aside)
    return _ASIDE[language].format(named=named)


def months(value: float, language: Language) -> str:
    """Return a median in months, or that it is not reached."""
    return _REACHED[language] if isnan(value) else decimal(value, 1) + _MONTHS[language]


def time_words(one: TimeResult, language: Language) -> str:
    """Return a median with its interval and the number of events."""
    ends = [_REACHED[language] if isnan(end) else decimal(end, 1) for end in (one.ci_lb, one.ci_ub)]
    ci = "–".join(ends) if language == "zh" else " to ".join(ends)
    said = _MEDIAN[language].format(median=months(one.median, language), ci=ci)
    events = _EVENTS[language].format(events=f"{one.curve.events:,}", n=f"{one.curve.n:,}")
    joined = "；" if language == "zh" else "; "
    return f"{said}{joined}{events}{aside_words(one.aside, language)}"


def day_words(one: DayResult, language: Language) -> str:
    """Return median and quartiles of days."""
    return _DAYS[language].format(
        median=decimal(one.median, 1), lower=decimal(one.lower, 1), upper=decimal(one.upper, 1),
        n=f"{one.n:,}",
    )  # fmt: skip


def failed_words(found: ArmResults, language: Language) -> str:
    """Return how many failed, by reason with the first five numbers; empty for none."""
    if not found.failed:
        return ""
    joined = "；" if language == "zh" else "; "
    named = []
    for reason, numbers in found.failed.items():
        listed = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
        named.append(f"{reason} {len(numbers)} ({listed})")
    k = sum(len(numbers) for numbers in found.failed.values())
    return FAILED[language].format(k=k, named=joined.join(named))


def verdict_words(one: ComparedRow, language: Language) -> str:
    """Return the verdict of a row, with how far outside."""
    if one.verdict in {"silent", "no-result"} or not one.judged:
        return _VERDICTS[one.verdict][language]
    return _verdict(one.judged[0], language)


def _verdict(one: AgainstEvidence, language: Language) -> str:
    unit = _MONTHS if one.reference.scale == "months" else _POINTS
    said = _VERDICTS[one.verdict]
    if isnan(one.difference):
        said = _VERDICTS["above" if one.verdict == "outside" else "unreached"]
    told = said[language].format(beyond=signed(one.beyond), unit=unit[language])
    return told + (_REACHES[language] if one.reaches else "")


def reference_words(own: EvidenceFigure, language: Language) -> str:
    """Return a reference's figures: share with interval and prediction interval, or months."""
    if own.scale == "months":
        return months(own.estimate, language)
    shown = share(own.estimate, own.ci_lb, own.ci_ub, language)
    if isnan(own.pi_lb):
        return shown
    word = "，预测区间 " if language == "zh" else ", prediction interval "
    return shown + word + span(own.pi_lb, own.pi_ub, language, "percent")


def references_words(compared: ComparedRow, language: Language) -> str:
    """Return the figures of all references of a row, whether or not they could be judged by."""
    joined, colon = ("；", "：") if language == "zh" else ("; ", ": ")
    return joined.join(
        f"{basis_words(own, language)}{colon}{reference_words(own, language)}"
        for own in compared.row.references
    )


def basis_words(own: EvidenceFigure, language: Language) -> str:
    """Return whose figures they are: redone, printed, or the trial's own."""
    return BASIS[own.basis][language].format(k=own.k, k_of=own.k_of)


def virtual_words(one: ComparedRow, language: Language) -> str:
    """Return the virtual figure of a row, or why there is none."""
    if one.virtual is None:
        return one.missing[language] if one.missing else _VERDICTS["no-result"][language]
    if one.row.references[0].scale == "months":
        return months(one.virtual.estimate, language)
    return share(one.virtual.estimate, one.virtual.ci_lb, one.virtual.ci_ub, language)


def against_words(compared: ComparedRow, one: AgainstEvidence, language: Language) -> str:
    """Return one sentence: the simulated figure, the reference, the difference, the verdict."""
    if isnan(one.difference):
        return _UNREACHED[language].format(
            virtual=virtual_words(compared, language),
            basis=basis_words(one.reference, language),
            evidence=reference_words(one.reference, language),
            verdict=_verdict(one, language),
        )
    unit = _MONTHS if one.reference.scale == "months" else _POINTS
    sds = "" if isnan(one.sds) else _SDS[language].format(sds=signed(one.sds))
    return _AGAINST[language].format(
        virtual=virtual_words(compared, language),
        basis=basis_words(one.reference, language),
        evidence=reference_words(one.reference, language),
        difference=signed(one.difference),
        unit=unit[language],
        sds=sds,
        verdict=_VERDICTS["silent"][language]
        if compared.verdict == "silent"
        else _verdict(one, language),
    )


def pooled_words(one: PooledWith, label: Text, language: Language) -> str:
    """Return a pooled share without and with the virtual trial."""
    before, after = (m.estimate.back["natural"] for m in (one.published, one.mixed))
    return _POOLED_ROW[language].format(
        label=label[language],
        before=share(before.estimate, before.ci_lb, before.ci_ub, language),
        after=share(after.estimate, after.ci_lb, after.ci_ub, language),
        change=signed(one.change),
        events=one.events,
        n=one.n,
    )


def pair_words(one: PairedShare, language: Language) -> str:
    """Return a paired share: both arms, difference, who changed, number needed."""
    low, high = one.needed_interval
    if isinf(high):
        needed = _NONE_NEEDED[language]
    else:
        ends = f"{decimal(low, 0)}–{decimal(high, 0)}"
        needed = _NEEDED[language].format(n=decimal(one.needed, 0), ci=ends)
    return _PAIR[language].format(
        label=one.label[language], first=percent(one.first), other=percent(one.other),
        difference=signed(100 * one.difference), ci=_ends(100 * one.ci_lb, 100 * one.ci_ub,
        language), won=one.only_other, lost=one.only_first, pairs=one.pairs, needed=needed,
    )  # fmt: skip


def paired_time_words(one: PairedTime, language: Language) -> str:
    """Return a paired time: mean months without the event in both arms."""
    own = one.means
    return _TIME[language].format(
        label=one.label[language], months=decimal(one.months, 1), first=decimal(own.first, 1),
        other=decimal(own.other, 1), difference=signed(own.difference, 2),
        ci=_ends(own.ci_lb, own.ci_ub, language, 2), pairs=own.pairs,
    )  # fmt: skip


def trade_words(one: TradeOff, language: Language) -> str:
    """Return a gain beside its cost."""
    names = {"harm": one.harm.label[language], "benefit": one.benefit.label[language]}
    known = not isnan(one.exchange_lb)
    exchange = (_EXCHANGE if known else _NO_EXCHANGE)[language].format(
        **names,
        ratio=decimal(one.exchange, 2),
        ci=_ends(one.exchange_lb, one.exchange_ub, language, 2),
    )
    return _TRADE[language].format(
        **names, pairs=one.pairs, new=int(one.moved[2].sum()), gone=int(one.moved[0].sum()),
        gained=int(one.moved[:, 2].sum()), lost=int(one.moved[:, 0].sum()), exchange=exchange,
    )  # fmt: skip


def _ends(low: float, high: float, language: Language, decimals: int = 1) -> str:
    joined = " 至 " if language == "zh" else " to "
    return f"{decimal(low, decimals)}{joined}{decimal(high, decimals)}"
