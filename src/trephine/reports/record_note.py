"""record_note: what is concluded for a patient as a text to copy into the hospital's record."""

from collections.abc import Iterable

from trephine.care.assessment import Assessment, Proposal
from trephine.care.at_odds import conflict_words, outpaced_words
from trephine.care.explain import mark_words
from trephine.care.words import Vocabulary, value_words
from trephine.core.decision import Decision
from trephine.core.value import Number

_GRADES = ("crs_grade", "icans_grade")


def record_note(found: Assessment, words: Vocabulary, *, day: int | None, demo: bool) -> str:
    """Return the text, in Chinese as such records are kept; unknown is written as unknown.

    It names rules and places so that each line can be looked up. It is a draft for the clinician,
    who signs in the hospital's own system.
    """
    when = f"{found.at:%Y-%m-%d %H:%M}"
    after = "" if day is None else f"，CAR-T 输注后第 {day} 天"
    lines = ["【示例，非真实患者】"] if demo else []
    lines.append(f"{when}{after}。")
    for decides in _GRADES:
        one = found.decision(decides)
        if one is not None and one.value is not None:
            lines += _grade(one, words)
    orders = [one for one in found.proposals if one.sure and one.order.amount is not None]
    lines += _orders(orders)
    lines += [f"注意（记录互相矛盾）：{conflict_words(one, words).zh}。" for one in found.conflicts]
    lines += [f"注意（有更新的测量）：{outpaced_words(one, words).zh}。" for one in found.outpaced]
    due = [one for one in found.timers if one.sure and one.due is not None]
    if due:
        soonest = min(due, key=lambda one: (one.due is None, one.due))
        lines.append(
            f"下次监测：{words.label(soonest.name).zh} {soonest.due:%Y-%m-%d %H:%M} 前"
            f"（{soonest.rule.id}）。"
        )
    lines.append("以上由规则推得，供医师决策参考，不构成医嘱；未记录的一律视为未知。")
    return "\n".join(lines)


def _grade(one: Decision, words: Vocabulary) -> list[str]:
    assert one.value is not None  # noqa: S101  (asked before)
    own = words.of(one.table)
    settled = one.applies.low and isinstance(one.value, Number) and one.value.known
    said = value_words(one.table.decides, one.value, words).zh
    shown = f"{said} 级" if settled else f"未能确定（{said}）"
    lines = [f"{one.table.title.zh}：{shown}。"]
    held = [f"{rule.text.zh}（{rule.id}，{mark_words(rule.mark).zh}）" for rule in one.concluded]
    lines += [f"  依据：{text}" for text in held[-1:]]
    known = [(name, value) for name, value in one.inputs if value.known]
    if known:
        parts = [f"{own.label(n).zh} {value_words(n, v, own).zh}" for n, v in known]
        lines.append("  征象：" + "；".join(parts) + "。")
    missing = [own.label(m.name).zh for m in one.missing if m.narrows]
    if missing:
        lines.append("  缺：" + "、".join(missing) + "。")
    return lines


def _orders(orders: Iterable[Proposal]) -> list[str]:
    lines = []
    for one in orders:
        working = one.working.zh.rstrip("。")
        state = "可考虑" if one.released else "暂不可"
        why = "；".join(text.zh for text in one.limits) if not one.released else ""
        rules = "、".join(rule.id for rule in one.rules)
        lines.append(
            f"{state}：{one.order.label.zh}（{rules}）。{working}{'；' + why if why else ''}。"
        )
    return lines
