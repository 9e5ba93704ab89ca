"""assessment_text: what follows for a patient at a moment, as a page for a terminal."""

from collections.abc import Mapping
from datetime import date, datetime

from trephine.care.assessment import Assessment, Proposal, Timer
from trephine.care.at_odds import conflict_words, outpaced_words
from trephine.care.calendar.status_words import STATUS_WORDS
from trephine.care.explain import explain, mark_words
from trephine.care.words import REASONS, Vocabulary, value_words
from trephine.core.decision import Decision
from trephine.core.erratum import Erratum
from trephine.core.observable import Observable
from trephine.core.place import place_words
from trephine.core.rule import Pathway, Rule
from trephine.core.source import Locator
from trephine.core.text import Language, Text

_SUPPORT = Text(
    zh="供医师决策参考，不构成医嘱；未写明的一律视为未知，不作正常处理。",
    en="For a clinician's decision; no order is signed here. What is not recorded is unknown, never"
    " taken as normal.",
)
_PATHWAYS = {
    "faithful to the source": Text(zh="忠于来源", en="faithful to the source"),
    "with outside practice": Text(zh="启用来源之外的实践", en="with practice outside the sources"),
}
_HEADS = {
    "grades": Text(zh="分级与判定", en="Grades and findings"),
    "do": Text(zh="结论", en="What follows"),
    "open": Text(zh="尚待判定（缺少信息）", en="Open for want of information"),
    "orders": Text(zh="可考虑的医嘱（须医师决定）", en="Orders to consider (a clinician decides)"),
    "timers": Text(zh="监测计时", en="Measuring, and when"),
    "response": Text(zh="疗效（IMWG 2016）", en="Response (IMWG 2016)"),
    "calendar": Text(zh="随访与用药日历", en="Calendar of visits and drugs"),
    "lymphodepletion": Text(
        zh="预处理计划（由计划的输注日推算）",
        en="Lymphodepletion, dated back from the planned infusion",
    ),
    "steroids": Text(zh="已用糖皮质激素", en="Corticosteroids so far"),
    "washouts": Text(zh="采集前的洗脱期", en="Wash-outs before leukapheresis"),
    "asked": Text(zh="缺什么（先列能解决最多问题者）", en="What is missing, most telling first"),
    "change": Text(zh="什么会改变结论", en="What would change the conclusion"),
    "disputes": Text(zh="各层规则的分歧", en="Where layers disagree"),
    "conflicts": Text(zh="互相矛盾的记录", en="Readings that contradict each other"),
    "outpaced": Text(
        zh="沿用的所述值（其后有更新的测量）", en="Taken as stated, though newer readings came"
    ),
    "errata": Text(zh="涉及的原文问题", en="Errata of the source that bear on this"),
}
STRENGTHS = {
    "must": Text(zh="必须", en="must"),
    "should": Text(zh="建议", en="should"),
    "may": Text(zh="可考虑", en="may"),
    "watch": Text(zh="警惕", en="watch"),
    "note": Text(zh="说明", en="note"),
}
_LAYERS = {
    "source": Text(zh="原文", en="source"),
    "reference": Text(zh="所引标准", en="reference"),
    "product": Text(zh="产品", en="product"),
    "protocol": Text(zh="方案", en="protocol"),
    "outside": Text(zh="来源之外", en="outside the sources"),
}
_STATUS = {
    "overdue": Text(zh="已逾期", en="overdue"),
    "due": Text(zh="到期", en="due"),
    "upcoming": Text(zh="未到期", en="not due yet"),
    "not recorded": Text(zh="尚无记录", en="not recorded yet"),
}
_LATER = Text(zh="另有 {n} 条此刻之后的记录未使用", en="{n} later readings are not used")
_MET = (Text(zh="符合", en="met"), Text(zh="不符合", en="not met"), Text(zh="未知", en="unknown"))
_HELD = Text(zh="暂不能给出剂量，缺：", en="dose held back, missing: ")
_NOT_NOW = Text(zh="，此刻不可用", en="; not now")
_EVERY = Text(zh="每 {hours} h", en="every {hours} h")
_URGENCY = {"overdue": 0, "due": 1, "not recorded": 2, "upcoming": 3}
_NEEDS = Text(zh="{n} 条待定，缺 {names}", en="{n} open, for want of {names}")
_MORE = Text(zh="等 {n} 项", en="and {n} more")
_BEST = Text(zh="已确认的最佳疗效", en="best confirmed")
_EARLIEST = Text(zh="最早可采集", en="leukapheresis from")
_UNLISTED = {"done", "not applicable", "unknown"}
_ORDER = ("must", "should", "may", "watch", "note")


class AssessmentPage:
    """Renders an Assessment in one language; every sentence is the rule's own paraphrase."""

    def __init__(
        self,
        found: Assessment,
        pathway: Pathway,
        observables: Mapping[str, Observable],
        errata: Mapping[str, Erratum],
        language: Language,
    ) -> None:
        """Keep what is rendered and the words for it."""
        self.found = found
        self.language = language
        self.errata = errata
        self.words = Vocabulary(
            observables=observables,
            definitions={},
            decisions={table.decides: table for table in pathway.tables},
        )

    def lines(self, *, trace: bool = False, notes: bool = False) -> list[str]:
        """Return the page; ``trace`` adds how each grade came about, ``notes`` what is only said.

        Sections without content are left out.
        """
        sections = [
            ("outpaced", self._outpaced()),
            ("grades", self._grades(trace=trace)),
            ("response", self._response()),
            ("do", self._rules(notes=notes)),
            ("orders", self._orders()),
            ("timers", self._timers()),
            ("calendar", self._calendar()),
            ("washouts", self._washouts()),
            ("lymphodepletion", self._lymphodepletion()),
            ("steroids", self._steroids()),
            ("open", self._open()),
            ("asked", self._asked()),
            ("change", self._changes()),
            ("disputes", self._disputes()),
            ("conflicts", self._conflicts()),
            ("errata", self._errata()),
        ]
        lines = [
            f"{self.found.patient} · {_moment(self.found.at)} · {self._pathway()}",
            _SUPPORT[self.language],
        ]
        if self.found.later:
            lines.append(_LATER[self.language].format(n=self.found.later))
        for head, body in sections:
            if body:
                lines += ["", f"## {_HEADS[head][self.language]}", *body]
        return lines

    def _say(self, text: Text) -> str:
        return text[self.language]

    def _pathway(self) -> str:
        known = _PATHWAYS.get(self.found.pathway)
        return self.found.pathway if known is None else self._say(known)

    def _speaking(self) -> list[Decision]:
        return [one for one in self.found.decisions if one.in_force]

    def _grades(self, *, trace: bool) -> list[str]:
        lines = []
        for one in self._speaking():
            if one.value is None or (_nothing_known(one) and not trace):
                continue
            if trace:
                traced = [self._say(text) for text in explain(one, self.words)]
                lines += [f"- {traced[0]}", *(f"  {line}" for line in traced[1:])]
                continue
            value = self._say(value_words(one.table.decides, one.value, self.words))
            unsure = "" if one.applies.known else " (?)"
            lines.append(f"- {self._say(one.table.title)}: {value}{unsure}")
        return lines

    def _rules(self, *, notes: bool) -> list[str]:
        rows: list[tuple[int, str]] = []
        for one in self._speaking():
            for fired in one.fired:
                rule = fired.rule
                kinds = {conclusion.kind for conclusion in rule.conclusions}
                if kinds <= {"grade", "value"} or (not notes and rule.strength == "note"):
                    continue
                required = "require" in kinds and one.applies.low
                if not one.sure(fired) and not (required and not fired.holds.high):
                    continue
                met = f" [{self._say(_MET[0 if fired.holds.low else 1])}]" if required else ""
                rows.append((_ORDER.index(rule.strength), f"- {self._rule(rule, one)}{met}"))
        return [line for _, line in sorted(rows, key=lambda row: row[0])]

    def _rule(self, rule: Rule, decision: Decision) -> str:
        layer = decision.table.layer
        tag = f" [{self._say(_LAYERS[layer])}]" if layer not in {"source", "reference"} else ""
        strength = self._say(STRENGTHS[rule.strength])
        place = self._say(mark_words(rule.mark))
        return f"[{strength}]{tag} {self._say(rule.text)} ({rule.id}; {place})"

    def _open(self) -> list[str]:
        lines = []
        for one in self._speaking():
            rules = [rule for rule in one.open if rule.strength != "note"]
            if (one.value is not None and not _nothing_known(one)) or not rules:
                continue
            asked = [a.name for a in self.found.asked if one.table.decides in a.decisions]
            names = ", ".join(self._say(self.words.label(name)) for name in asked[:4])
            if len(asked) > 4:
                names += " " + self._say(_MORE).format(n=len(asked) - 4)
            needs = self._say(_NEEDS).format(n=len(rules), names=names or "—")
            range_ = ""
            if one.value is not None:
                range_ = self._say(value_words(one.table.decides, one.value, self.words)) + "; "
            lines.append(f"- {self._say(one.table.title)}: {range_}{needs}")
        return lines

    def _response(self) -> list[str]:
        course = self.found.response
        if course is None:
            return []
        lines = [f"- {_when(one.at)}: {one.level}" for one in course.visits]
        lines.append(f"- {self._say(_BEST)}: {course.best_confirmed}")
        return lines + [f"- ! {self._say(flag.text)}" for flag in course.flags]

    def _calendar(self) -> list[str]:
        lines, next_ = [], False
        for one in self.found.calendar:
            if one.status in _UNLISTED or (one.status == "upcoming" and next_):
                continue
            next_ = next_ or (one.status == "upcoming" and one.kind == "visit")
            due = "" if one.due is None else f" {_when(one.due)}"
            lines.append(f"- {self._say(STATUS_WORDS[one.status])}{due}: {self._say(one.text)}")
        return lines

    def _lymphodepletion(self) -> list[str]:
        plan = self.found.lymphodepletion
        if plan is None:
            return []
        lines = [
            f"- {one.on.isoformat()} (d{one.day}) {self._say(one.dose.order.label)}:"
            f" {self._say(one.dose.working)}"
            for one in plan.doses
        ]
        for drug in dict.fromkeys(one.dose.order.drug for one in plan.doses):
            against = self.found.excluding(drug)
            lines += [f"- ✗ {self._say(rule.text)} ({rule.id})" for rule in against]
        areas = ", ".join(f"{one.formula} {one.area:.4f} m²" for one in plan.surfaces)
        if plan.missing:
            names = ", ".join(self._say(self.words.label(name)) for name in plan.missing)
            lines.append(f"- {self._say(_HELD)}{names}")
        return [*lines, f"- {areas}"] if areas else lines

    def _steroids(self) -> list[str]:
        found = self.found.steroids
        return [] if found is None else [f"- {self._say(found.text)}"]

    def _washouts(self) -> list[str]:
        found = self.found.washouts
        if found is None:
            return []
        lines = [f"- {self._say(one.text)}" for one in found.entries]
        if found.earliest is not None:
            earliest = found.earliest.moment or found.earliest.day
            lines.append(f"- {self._say(_EARLIEST)}: {_when(earliest)}")
        return lines

    def _orders(self) -> list[str]:
        """Return the proposals; those of one drug at one dose, for several reasons, as one."""
        groups: dict[tuple[object, ...], list[Proposal]] = {}
        for one in self.found.proposals:
            key = (one.order.drug, one.amount, one.unit, one.missing, one.working)
            groups.setdefault(key, []).append(one)
        lines = []
        for same in sorted(groups.values(), key=lambda group: not any(one.sure for one in group)):
            first = same[0]
            lines.append(f"- {self._order(same)}")
            lines += [f"    ✗ {self._say(rule.text)} ({rule.id})" for rule in first.against]
            lines += [f"    {self._say(text)}" for text in first.limits]
            if first.earliest is not None and first.earliest > self.found.at:
                lines.append(f"    → {_moment(first.earliest)}")
        return lines

    def _order(self, same: list[Proposal]) -> str:
        one = same[0]
        sure = "" if any(other.sure for other in same) else " (?)"
        dose = self._say(one.working)
        if one.missing:
            names = ", ".join(self._say(self.words.label(name)) for name in one.missing)
            dose = self._say(_HELD) + names
        no = self._say(_NOT_NOW) if one.allowed is False or one.against else ""
        rules = [rule.id for other in same for rule in other.rules]
        label = " / ".join(self._say(other.order.label) for other in same)
        return f"{label}{sure}: {dose}{no} ({', '.join(dict.fromkeys(rules))})"

    def _timers(self) -> list[str]:
        by_rule: dict[str, list[Timer]] = {}
        for one in self.found.timers:
            by_rule.setdefault(one.rule.id, []).append(one)
        rows = []
        for rule, timers in by_rule.items():
            asked = timers[0].conclusion
            ends = [f"{one:f}" for one in (asked.within, asked.every) if one is not None]
            how = f", {self._say(_EVERY).format(hours='–'.join(ends))}" if asked.every else ""
            sure = "" if any(one.sure for one in timers) else " (?)"
            told = [
                f"{self._say(text)}: {', '.join(self._timed(one) for one in same)}"
                for status, text in _STATUS.items()
                if (same := [one for one in timers if one.status == status])
            ]
            first = min(_URGENCY[one.status] for one in timers)
            rows.append((first + 10 * bool(sure), f"- {rule}{how}{sure}: {'; '.join(told)}"))
        return [line for _, line in sorted(rows, key=lambda row: row[0])]

    def _timed(self, one: Timer) -> str:
        when = "" if one.due is None else f" {_moment(one.due)}"
        return self._say(self.words.label(one.name)) + when

    def _asked(self) -> list[str]:
        lines = []
        for one in self.found.asked:
            why = self._say(REASONS[one.reason])
            told = [self._say(self.words.decisions[name].title) for name in one.decisions]
            more = f" +{len(told) - 4}" if len(told) > 4 else ""
            lines.append(
                f"- {self._say(self.words.label(one.name))} ({why}): {'; '.join(told[:4])}{more}"
            )
        return lines

    def _changes(self) -> list[str]:
        lines = []
        for one in self._speaking():
            words = self.words.of(one.table)
            texts = [t for t in explain(one, words) if t.en.startswith("if ")]
            lines += [f"- {self._say(one.table.title)}: {self._say(text)}" for text in texts]
        return lines

    def _disputes(self) -> list[str]:
        lines = []
        for one in self.found.disputes:
            told = [self._layer(one.in_force), *(self._layer(other) for other in one.others)]
            lines.append(f"- {self._say(one.in_force.table.title)}: {' | '.join(told)}")
        return lines

    def _place(self, at: Locator) -> str:
        return f"{at.source} {self._say(place_words(at))}"

    def _layer(self, one: Decision) -> str:
        layer = self._say(_LAYERS[one.table.layer])
        if one.value is None:
            said = ", ".join(rule.id for rule in one.concluded) or "—"
        else:
            said = self._say(value_words(one.table.decides, one.value, self.words))
        return f"{layer} ({self._place(one.table.at)}): {said}"

    def _conflicts(self) -> list[str]:
        return [f"- {self._say(conflict_words(one, self.words))}" for one in self.found.conflicts]

    def _outpaced(self) -> list[str]:
        return [f"- {self._say(outpaced_words(one, self.words))}" for one in self.found.outpaced]

    def _errata(self) -> list[str]:
        lines = []
        for key in self.found.errata:
            one = self.errata[key]
            lines.append(
                f"- {self._place(one.at)}: {self._say(one.printed)} → {self._say(one.used)} ({key})"
            )
        return lines


def _nothing_known(one: Decision) -> bool:
    """Return whether no rule of an open decision surely holds: its range says nothing yet."""
    return one.status != "decided" and not one.concluded


def _when(when: date | int) -> str:
    """Return a day, a moment, or the number of a day."""
    return _moment(when) if isinstance(when, datetime) else str(when)


def _moment(when: datetime) -> str:
    return when.isoformat(sep=" ", timespec="minutes")


def assessment_text(
    found: Assessment,
    pathway: Pathway,
    observables: Mapping[str, Observable],
    errata: Mapping[str, Erratum],
    language: Language,
    *,
    trace: bool = False,
    notes: bool = False,
) -> str:
    """Return the page of an Assessment in one language."""
    page = AssessmentPage(found, pathway, observables, errata, language)
    return "\n".join(page.lines(trace=trace, notes=notes))
