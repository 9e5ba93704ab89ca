# ruff: noqa: INP001  (a module beside the pages)
"""Orders, dose budgets, wash-outs and the calendar, with what of each is assumed."""

from guideline_page import order_dose
from page_text import joined, mark, place, plain, table

from trephine import library
from trephine.care.words import expression_words, vocabulary
from trephine.core.calendar import Addition, Clock, Repeat, ScheduledVisit
from trephine.core.dose import StatedLimit
from trephine.core.expression import Expression
from trephine.core.rule import Order
from trephine.core.text import Language, Text
from trephine.library.calendar_schedule import calendar_schedule
from trephine.library.washout import washout_rules

_W: dict[str, Text] = {
    "orders": Text(zh="可考虑的医嘱", en="Orders to consider"),
    "order": Text(zh="医嘱", en="order"),
    "dose": Text(zh="一次用量", en="one dose"),
    "needs": Text(zh="须先知道", en="has to be known"),
    "place": Text(zh="出处", en="place"),
    "budget": Text(zh="用量上限：{0}", en="Budget: {0}"),
    "limit": Text(zh="限制", en="limit"),
    "used": Text(zh="采用", en="used"),
    "printed": Text(zh="印作", en="printed"),
    "counted": Text(zh="另见：", en="Also: "),
    "steroids": Text(zh="糖皮质激素的换算", en="Corticosteroids added up"),
    "drug": Text(zh="药物", en="drug"),
    "as_much": Text(zh="与 {0} {1} {2}相当", en="as strong as {0} {1} of {2}"),
    "interval": Text(zh="清淋至输注", en="From lymphodepletion to infusion"),
    "regimens": Text(zh="清淋方案（表 2）", en="Lymphodepletion regimens (table 2)"),
    "study": Text(zh="研究与产品", en="study and product"),
    "not_given": Text(zh="无", en="not given"),
    "as_printed": Text(zh="照印", en="as printed"),
    "washouts": Text(zh="采集前的洗脱期", en="Wash-outs before leukapheresis"),
    "least": Text(zh="至少", en="at least"),
    "beyond": Text(zh="原文未说的药", en="Drugs on which the source is silent"),
    "shown": Text(zh="只提示", en="only shown"),
    "calendar": Text(zh="日历", en="Calendar"),
    "contents": Text(zh="访视内容", en="What a visit contains"),
    "due": Text(zh="何时", en="when"),
    "what": Text(zh="内容", en="contents"),
    "window": Text(zh="时间窗", en="window"),
    "assumed": Text(zh="出处与假设", en="place, and what is assumed"),
    "repeats": Text(zh="反复要做的事", en="What is done again and again"),
    "clocks": Text(zh="从一事件用到另一事件的药", en="Drugs from one event until another"),
    "until": Text(zh="用到", en="until"),
    "months": Text(zh="，并至少 {0} 个月", en=", and at least {0} months"),
    "additions": Text(zh="别层加入的内容", en="What another layer adds"),
    "layer": Text(zh="层", en="layer"),
    "only_if": Text(zh="仅当 {0}", en="only if {0}"),
    "while": Text(zh="当 {0}", en="while {0}"),
    "day": Text(zh="第 {0} d", en="day {0}"),
    "month": Text(zh="满 {0} 个月", en="month {0}"),
    "plus": Text(zh="前后 {0} d", en="{0} days either side"),
    "every_h": Text(zh="每 {0} h，逾 {1} h 为逾期", en="every {0} h, overdue after {1} h"),
    "every_m": Text(zh="每 {0} 个月，逾 {1} 个月为逾期", en="every {0} months, overdue after {1}"),
    "from_m": Text(zh="自第 {0} 个月起", en="from month {0} on"),
}


def order_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    return [
        *_orders(language),
        *_budgets(language),
        *_steroids(language),
        *_infusion(language),
        *_washouts(language),
        *_calendar(language),
    ]


def _head(key: str, language: Language, level: int = 2) -> str:
    return f"{'#' * level} {_W[key][language]}"


def _heads(language: Language, *keys: str) -> list[str]:
    return [_W[key][language] for key in keys]


def _name(name: str, language: Language) -> str:
    known = library.observables()
    return plain(known[name].label[language]) if name in known else f"`{name}`"


def _names(names: tuple[str, ...], language: Language) -> str:
    return joined((_name(name, language) for name in names), language)


def _condition(one: Expression, language: Language) -> str:
    words = vocabulary(library.pathway(outside=True), library.observables())
    return plain(expression_words(one, words)[language])


def _orders(language: Language) -> list[str]:
    out = [_head("orders", language)]
    heads = _heads(language, "order", "dose", "needs", "place")
    for guideline in library.guidelines():
        if guideline.orders:
            out.append(f"### {guideline.title[language]}")
            out.append(table(heads, [_order(one, language) for one in guideline.orders]))
    return out


def _order(one: Order, language: Language) -> list[str]:
    note = f"<br>{plain(one.note[language])}" if one.note is not None else ""
    return [
        f"{plain(one.label[language])}<br>`{one.id}`",
        order_dose(one, language),
        _names(one.needs, language),
        mark(one.mark, language) + note,
    ]


def _limits(limits: list[StatedLimit], language: Language) -> str:
    rows = [
        [
            plain(one.text[language]),
            f"{one.value:f}",
            "" if one.printed is None else f"{one.printed:f}",
            "<br>".join([mark(one.mark, language), *(f"`{name}`" for name in one.errata)]),
        ]
        for one in limits
    ]
    return table(_heads(language, "limit", "used", "printed", "place"), rows)


def _budgets(language: Language) -> list[str]:
    out = []
    for one in library.dose_budgets().values():
        limits = [one.total, one.in_window, one.window, one.interval, one.infusion]
        note = "" if one.note is None else f" {plain(one.note[language])}"
        out.append(f"## {_W['budget'][language].format(one.label[language])}")
        out.append(_limits(limits, language))
        out.append(f"{_W['counted'][language]}{mark(one.mark, language)}{note}")
    return out


def _steroids(language: Language) -> list[str]:
    one = library.steroid_rule()
    as_much = _W["as_much"][language].format(f"{one.dose:f}", one.unit, one.label[language])
    rows = [[plain(e.label[language]), f"{e.dose:f} {one.unit}"] for e in one.equivalents]
    return [
        _head("steroids", language),
        table([_W["drug"][language], as_much], rows),
        f"{plain(one.text[language])}<br>{mark(one.mark, language)}",
    ]


def _infusion(language: Language) -> list[str]:
    found = library.infusion_interval()
    rows = []
    for one in library.regimens():
        drugs = "<br>".join(
            f"{plain(drug.label[language])}: "
            + (plain(drug.printed) if drug.given else _W["not_given"][language])
            for drug in one.drugs
        )
        rows.append([f"{plain(one.product)}<br>`{one.study}`", drugs, mark(one.mark, language)])
    return [
        _head("interval", language),
        _limits([found.rest_least, found.rest_most, found.elapsed_most], language),
        _head("regimens", language),
        table(_heads(language, "study", "as_printed", "place"), rows),
    ]


def _washouts(language: Language) -> list[str]:
    rules = washout_rules()
    rows = [
        [
            plain(one.text[language]),
            f"{one.days} d" if one.days is not None else f"{one.hours} h",
            mark(one.mark, language),
        ]
        for one in rules.washouts
    ]
    beyond = [
        [plain(one.text[language]), mark(one.mark, language)]
        for one in (*rules.analogies, *rules.priors)
    ]
    return [
        _head("washouts", language),
        table(_heads(language, "drug", "least", "place"), rows),
        _head("beyond", language, 3),
        table(_heads(language, "shown", "place"), beyond),
    ]


def _calendar(language: Language) -> list[str]:
    plan = calendar_schedule("consensus2022")
    sets = {
        one: chr(ord("A") + i)
        for i, one in enumerate(dict.fromkeys(v.contents for v in plan.visits))
    }
    visits = [_visit(one, sets[one.contents], language) for one in plan.visits]
    listed = [f"- **{letter}** {_names(one, language)}" for one, letter in sets.items()]
    return [
        _head("calendar", language),
        table(_heads(language, "due", "window", "what", "assumed"), visits),
        f"**{_W['contents'][language]}**",
        "\n".join(listed),
        _head("repeats", language, 3),
        table(
            _heads(language, "due", "what", "assumed"),
            [_repeat(one, language) for one in plan.repeats],
        ),
        _head("clocks", language, 3),
        table(
            _heads(language, "drug", "until", "assumed"),
            [_clock(one, language) for one in plan.clocks],
        ),
        _head("additions", language, 3),
        table(
            _heads(language, "layer", "what", "place"),
            [_addition(one, language) for one in plan.additions],
        ),
    ]


def _visit(one: ScheduledVisit, letter: str, language: Language) -> list[str]:
    due = (
        _W["day"][language].format(one.days)
        if one.days is not None
        else _W["month"][language].format(one.months)
    )
    if one.only_if is not None:
        due += "<br>" + _W["only_if"][language].format(_condition(one.only_if, language))
    return [
        f"{plain(one.text[language])}<br>`{one.id}` · {_name(one.anchor, language)}, {due}",
        _W["plus"][language].format(one.window),
        f"**{letter}**",
        _why(one, language),
    ]


def _why(one: ScheduledVisit | Repeat | Clock, language: Language) -> str:
    parts = [place(one.at, language)]
    if one.assumed is not None:
        parts.append(mark(one.assumed, language))
    if one.note is not None:
        parts.append(plain(one.note[language]))
    return "<br>".join([*parts, *(f"`{name}`" for name in one.errata)])


def _repeat(one: Repeat, language: Language) -> list[str]:
    how = _W["every_h" if one.hours else "every_m"][language]
    due = [plain(one.text[language]), how.format(f"{one.every:f}", f"{one.latest:f}")]
    if one.after_months is not None:
        due.append(_W["from_m"][language].format(one.after_months))
    if one.condition is not None:
        due.append(_W["while"][language].format(_condition(one.condition, language)))
    return ["<br>".join(due), _names(one.contents, language), _why(one, language)]


def _clock(one: Clock, language: Language) -> list[str]:
    until = _condition(one.until, language)
    if one.least_months is not None:
        until += _W["months"][language].format(one.least_months)
    return [plain(one.text[language]), until, _why(one, language)]


def _addition(one: Addition, language: Language) -> list[str]:
    said = [plain(one.text[language]), _names(one.contents, language)]
    if one.only_if is not None:
        said.append(_W["only_if"][language].format(_condition(one.only_if, language)))
    if one.always is not None:
        said.append(plain(one.always[language]))
    return [one.layer, "<br>".join(said), place(one.at, language)]
