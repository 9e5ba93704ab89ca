"""check_acts: what the file of acts names exists, fits its kind, and leaves no order out."""

import ast
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from trephine.core.error import ContentError
from trephine.core.rule import Pathway
from trephine.core.text import Text
from trephine.library.act_file import ActFile, ReadingEntry
from trephine.library.content import check_unique, said, written
from trephine.library.guideline_folder import ward_pathway
from trephine.library.model_of import model
from trephine.library.observable_table import observables
from trephine.library.readout_table import readouts
from trephine.library.strategy_table import strategies

Steps = tuple[str | int, ...]
Found = Iterator[tuple[Steps, str, Text, Text]]
# Told to hazards and support by the run itself: infection, day after infusion, progression.
RUN = frozenset(
    {"day", "progressed", "ill", "ill_late", "ill_serious", "ill_found", "ill_fever", "ill_site"}
)
# Told to statements by the response algorithm: whether the disease was read, and what it shows.
SEEN = frozenset({"disease_read", "progression_seen"})
_FUNCTIONS = {"exp", "ln", "log10", "sqrt", "abs", "floor", "min", "max", "piecewise"}
_DO_NAME = Text(zh="改正名称，或先定义此量", en="correct the name, or define it before")
_NO_NAME = Text(zh="公式用到未知的名称", en="a formula uses a name that is not known here")
_NO_OBSERVABLE = Text(zh="没有这一观察项", en="there is no such observable")
_NO_CODE = Text(zh="没有这一医嘱或建议", en="there is no such order or advice")
_NO_STATE = Text(zh="没有这一状态", en="there is no such state")
_DO_ADD = Text(zh="改正名称，或先加入该项", en="correct the name, or add it first")


def check_acts(file: ActFile, path: Path) -> None:
    """Raise ContentError for the first defect, with its line.

    Formulas are checked for the names they use, not evaluated.
    """
    check_unique((one.id for one in file.act), path, "act", "id")
    check_unique((one.id for one in file.choice), path, "choice", "id")
    check_unique((one.id for one in file.past), path, "past", "id")
    check_unique((one.id for one in file.death), path, "death", "id")
    check_unique((one.observable for one in file.statement), path, "statement", "observable")
    for steps, found, what, do in _defects(file):
        raise ContentError(what=what, where=said(written(path, *steps)), found=found, do=do)


def _defects(file: ActFile) -> Found:
    pathway = ward_pathway(outside=True)
    chosen = model(file.model)
    read = readouts(file.model)
    covariates = {name for name, _ in read.assumed} | {"bsa"}
    own = {one.id for one in chosen.states} | {one.id for one in chosen.assignments}
    past = {one.id for one in file.past}
    states = {one.id for one in file.support.state}
    terms = {one.id for one in read.terms} | {one.id for one in file.support.term}
    yield from _acts(file, pathway, {one.id for one in chosen.states}, covariates, past, states)
    yield from _all_spoken_for(file, pathway)
    yield from _support(file, pathway, own | states | RUN | {one.id for one in read.terms})
    yield from _past(file, pathway)
    schedules = {one.id for one in read.schedules}
    yield from _rounds(file, past | covariates | states | RUN, schedules)
    yield from _second(file, {one.id for one in chosen.parameters}, schedules)
    for i, one in enumerate(file.statement):
        steps: Steps = ("statement", i)
        yield from _observable(one.observable, (*steps, "observable"))
        known = past | covariates | SEEN
        known |= (own | RUN | terms | states) if one.from_model else set()
        yield from _names(one.formula, known, (*steps, "formula"))
        yield from _names(one.when, known, (*steps, "when"))
        codes = [code for _, code in one.cutpoints] + [one.last_code] * bool(one.cutpoints)
        yield from _codes(one.observable, codes, (*steps, "cutpoints"))
    for i, left in enumerate(file.unknown):
        for name in left.observables:
            yield from _observable(name, ("unknown", i, "observables"))
            if name in {one.observable for one in file.statement}:
                what = Text(zh="既陈述又留作未知", en="it is stated and left unknown at once")
                yield ("unknown", i, "observables"), name, what, Text(zh="删去其一", en="take one")
    for i, told in enumerate(file.written):
        for name in told.observables:
            yield from _observable(name, ("written", i, "observables"))
    for i, cause in enumerate(file.death):
        known = own | RUN | terms | states | past | covariates
        yield from _names(cause.hazard, known, ("death", i, "hazard"))
        if cause.stated:
            yield from _observable(cause.stated, ("death", i, "stated"))


def _acts(
    file: ActFile,
    pathway: Pathway,
    model_states: set[str],
    covariates: set[str],
    past: set[str],
    support: set[str],
) -> Found:
    known = {"order": set(pathway.orders), "advice": _advice(pathway)}
    kinds = {one.id for one in file.kind}
    names = {one.id for one in strategies()}
    for i, one in enumerate(file.act):
        for code in one.codes:
            if code not in known[one.trigger]:
                yield ("act", i, "codes"), code, _NO_CODE, _DO_ADD
        if one.kind not in kinds:
            what = Text(zh="没有这一类别", en="there is no such kind")
            yield ("act", i, "kind"), one.kind, what, _DO_ADD
        for name, formula in one.effects.items():
            if name not in model_states:
                yield ("act", i, "effects", name), name, _NO_STATE, _DO_ADD
            yield from _names(formula, covariates | {"amount"}, ("act", i, "effects", name))
        yield from _readings(one.readings, covariates | {"amount"}, ("act", i, "readings"))
        for name in one.holds:
            if name not in support:
                yield ("act", i, "holds", name), name, _NO_STATE, _DO_ADD
        for key in ("when", "stop"):
            yield from _names(getattr(one, key), past | covariates, ("act", i, key))
        if (one.lasts == "until") != bool(one.stop):
            what = Text(zh="until 须有 stop，且仅此时", en="until needs a stop, and only until")
            do = Text(zh="补上 stop，或改 lasts", en="give stop, or change lasts")
            yield ("act", i, "id"), one.id, what, do
        if one.protection is not None:
            where: Steps = ("act", i, "protection")
            yield from _names(one.protection.where, past | covariates, where)
            if one.protection.without < 1:
                what = Text(
                    zh="缺少此药时的倍数须不小于 1", en="without it the factor is 1 or more"
                )
                do = Text(zh="写不小于 1 的数", en="write a number from 1 on")
                yield where, f"{one.protection.without:g}", what, do
        if not 0 <= one.shortens < 1:
            what = Text(zh="份额须在 0 与 1 之间", en="a share is from 0 to below 1")
            do = Text(zh="写 0 至 1 之间的数", en="write a number from 0 to below 1")
            yield ("act", i, "shortens"), f"{one.shortens:g}", what, do
        if one.between and (one.holds or one.infusion is not None):
            what = Text(zh="只有给药能在两轮之间", en="only drugs are given between rounds")
            do = Text(zh="删去 between 或 holds", en="remove between or holds")
            yield ("act", i, "id"), one.id, what, do
        if one.infusion is not None and one.infusion.strategy not in names:
            what = Text(zh="没有这一策略", en="there is no such strategy")
            yield ("act", i, "infusion"), one.infusion.strategy, what, _DO_ADD
        for name, code in one.infusion.stated.items() if one.infusion is not None else ():
            yield from _observable(name, ("act", i, "infusion"))
            yield from _codes(name, (code,), ("act", i, "infusion"))
    ids = {one.id for one in file.act}
    for i, choice in enumerate(file.choice):
        for name in choice.acts:
            if name not in ids:
                what = Text(zh="没有这一措施", en="there is no such act")
                yield ("choice", i, "acts"), name, what, _DO_ADD


def _all_spoken_for(file: ActFile, pathway: Pathway) -> Found:
    """Yield orders and advice with neither act nor reason, with both, or that do not exist."""
    wanted = {("order", code) for code in pathway.orders}
    wanted |= {("advice", code) for code in _advice(pathway)}
    done = [(one.trigger, code) for one in file.act for code in one.codes]
    left = [(one.trigger, code) for one in file.left for code in one.codes]
    for i, entry in enumerate(file.left):
        for code in entry.codes:
            if (entry.trigger, code) not in wanted:
                yield ("left", i, "codes"), code, _NO_CODE, _DO_ADD
            if (entry.trigger, code) in done:
                what = Text(zh="既有措施又说不做", en="it has an act and is left at once")
                yield ("left", i, "codes"), code, what, Text(zh="删去其一", en="take one")
    for trigger, code in sorted(wanted - set(done) - set(left)):
        what = Text(zh="医嘱或建议既无措施也无不做的理由", en="neither an act nor a reason why not")
        do = Text(zh="写 [[act]] 或 [[left]]", en="write an [[act]] or a [[left]]")
        yield ("left",), f"{trigger} {code}", what, do


def _support(file: ActFile, pathway: Pathway, before: set[str]) -> Found:
    states = {one.id: one for one in file.support.state}
    values = {table.decides: {one.code for one in table.values} for table in pathway.tables}
    for i, one in enumerate(file.support.state):
        where: Steps = ("support", "state", i)
        if one.observable:
            yield from _observable(one.observable, (*where, "observable"))
            yield from _codes(one.observable, one.levels, (*where, "levels"))
            if one.levels and len(one.levels) != one.most + 1:
                what = Text(zh="编码数与档数不符", en="one code is needed for each level")
                do = Text(zh=f"写 {one.most + 1} 个", en=f"write {one.most + 1}")
                yield (*where, "levels"), str(len(one.levels)), what, do
        yield from _names(one.reading, set(states), (*where, "reading"))
    for i, move in enumerate(file.support.move):
        where = ("support", "move", i)
        if move.value not in values.get(move.decision, set()):
            what = Text(zh="没有这一决定或结论", en="there is no such decision or conclusion")
            yield (*where, "value"), f"{move.decision} {move.value}", what, _DO_ADD
        if move.state not in states:
            yield (*where, "state"), move.state, _NO_STATE, _DO_ADD
        elif not 0 <= move.level <= states[move.state].most:
            what = Text(zh="档位超出范围", en="the level is outside the state's range")
            do = Text(zh="改在范围内", en="stay within 0 and most")
            yield (*where, "level"), str(move.level), what, do
        yield from _readings(move.readings, set(), (*where, "readings"))
    for i, term in enumerate(file.support.term):
        yield from _names(term.formula, before, ("support", "term", i, "formula"))
        before = before | {term.id}


def _second(file: ActFile, parameters: set[str], schedules: set[str]) -> Found:
    infusing = any(one.infusion is not None for one in file.act)
    if file.second is None:
        if infusing:
            what = Text(zh="有二次输注而无 [second]", en="there is a second infusion, no [second]")
            yield ("act",), "infusion", what, Text(zh="写 [second]", en="write [second]")
        return
    for name in sorted(set(file.second.shared) - parameters):
        what = Text(zh="模型没有这个参数", en="the model has no such parameter")
        yield ("second", "shared"), name, what, _DO_ADD
    for name in sorted(set(file.second.schedules) - schedules):
        what = Text(zh="没有这一读数安排", en="there is no such schedule of readings")
        yield ("second", "schedules"), name, what, _DO_ADD
    yield from _names(file.second.where, parameters, ("second", "where"))


def _past(file: ActFile, pathway: Pathway) -> Found:
    decisions: dict[str, set[str]] = {}
    for table in pathway.tables:
        decisions.setdefault(table.decides, set()).update(one.code for one in table.values)
    for i, one in enumerate(file.past):
        for name in (*one.of, *one.since):
            if name not in decisions:
                yield from _observable(name, ("past", i, "of"))
        if one.code:
            codes = [one.code]
            known = decisions.get(one.of[0])
            if known is None:
                yield from _codes(one.of[0], codes, ("past", i, "code"))
            elif one.code not in known:
                what = Text(zh="没有这一结论", en="there is no such conclusion")
                yield ("past", i, "code"), one.code, what, _DO_ADD
        if (one.what in {"at_first", "at_last"}) != bool(one.since):
            what = Text(zh="at_first、at_last 须有 since", en="at_first and at_last need since")
            yield ("past", i, "id"), one.id, what, Text(zh="补上或删去", en="add or remove it")


def _rounds(file: ActFile, known: set[str], schedules: set[str]) -> Found:
    one = file.rounds
    yield from _names(one.in_hospital, known, ("rounds", "in_hospital"))
    for name in sorted(set(one.confirm) - schedules):
        what = Text(zh="没有这一读数安排", en="there is no such schedule of readings")
        yield ("rounds", "confirm"), name, what, _DO_ADD
    step = min((b - a for a, b in pairwise(file.support.minutes)), default=one.moved_after + 1)
    what = Text(zh="各时刻的先后不对", en="these moments do not follow each other")
    do = Text(zh="改正分钟数", en="correct the minutes")
    minutes = {
        "given_after": one.given_after > 0,
        "moved_after": 0 < one.moved_after < step,
        "found_before": one.found_before > 0,
        "early": one.early >= 0,
        "confirm_after": one.confirm_after > 0,
    }
    for key, fits in minutes.items():
        if not fits:
            yield ("rounds", key), str(getattr(one, key)), what, do
    before = one.stay
    for i, span in enumerate(one.spans):
        last = before if span.last is None else span.last
        if span.first <= before or span.every <= 0 or (span.last is not None and last < span.first):
            what = Text(zh="各段须在住院之后依次排列", en="spans follow the stay and each other")
            found = f"{span.first:g} … {last:g}"
            yield ("rounds", "spans", i), found, what, Text(zh="改正日期", en="correct the days")
        before = float("inf") if span.last is None else last


def _readings(entries: tuple[ReadingEntry, ...], known: set[str], where: Steps) -> Found:
    for i, one in enumerate(entries):
        yield from _observable(one.observable, (*where, i, "observable"))
        yield from _names(one.formula, known, (*where, i))
        found = observables().get(one.observable)
        if found is not None and (found.kind in {"dose", "quantity"}) != bool(one.formula):
            what = Text(
                zh="剂量与数量须有公式，事件与是否不用",
                en="a dose or quantity needs a formula, an event or a yes has none",
            )
            yield (*where, i, "observable"), one.observable, what, _DO_ADD


def _observable(name: str, where: Steps) -> Found:
    if name not in observables():
        yield where, name, _NO_OBSERVABLE, _DO_ADD


def _codes(name: str, codes: Iterable[str], where: Steps) -> Found:
    one = observables().get(name)
    if one is not None and one.kind in {"choice", "choices"}:
        known = {choice.code for choice in one.choices}
        for code in (part for text in codes for part in text.split(",") if part):
            if code not in known:
                what = Text(zh="观察项没有这一编码", en="the observable does not have that code")
                yield where, f"{name}: {code}", what, _DO_ADD


def _names(formula: str, known: set[str], where: Steps) -> Found:
    """Yield the names of a formula that are not known, or the formula where it cannot be read."""
    if not formula:
        return
    try:
        tree = ast.parse(formula.strip().replace("^", "**"), mode="eval")
    except SyntaxError:
        what = Text(zh="无法读取公式", en="a formula cannot be read")
        yield where, formula, what, Text(zh="改正写法", en="correct it")
        return
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in sorted(used - known - _FUNCTIONS):
        yield where, f"{name} in {formula}", _NO_NAME, _DO_NAME


def _advice(pathway: Pathway) -> set[str]:
    return {
        one.code
        for table in pathway.tables
        for rule in table.rules
        for one in rule.conclusions
        if one.kind == "advise"
    }
