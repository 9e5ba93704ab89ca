# ruff: noqa: INP001  (a module beside the pages)
"""The synthetic courses as a page: story, course by day, what is decided at each moment and why."""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "cases"))

from case_file import Case, Moment, cases

from trephine import library
from trephine.core.rule import LAYERS, DecisionTable
from trephine.core.text import Language, Text

_INTRO = Text(
    zh="以下病程全部是合成的：没有一个是真实患者，"
    "数值由 `tests/cases/make_courses.py` 写出，不含随机。"
    "每个时刻应得的结论都先由人依共识与所引标准推出，再交程序核对；"
    "程序与之不同而尚未改正的，在该处注明。"
    "“成立”“未定”“不成立”之后是规则的编号，见 `trephine rules show`。"
    "本页由 `docs/make_reference.py` 从 `tests/cases` 生成，请勿手改。",
    en="Every course below is synthetic: none is a real patient, and the values are written by"
    " `tests/cases/make_courses.py` without chance. What should follow at each moment was worked"
    " out by hand from the consensus and the criteria it names before the program was asked; where"
    " the program differs and is not mended yet, it is said in place. Rules that hold, are open or"
    " do not hold are given by their ids, see `trephine rules show`. This page is generated from"
    " `tests/cases` by `docs/make_reference.py`; do not edit it.",
)
_SYNTHETIC = Text(zh="合成病例，非真实患者。", en="Synthetic, no real patient.")
_HEADS = {
    "zh": ("日", "日期", "最高体温", "最低收缩压", "最低 SpO2", "发生了什么"),
    "en": ("day", "date", "highest °C", "lowest mm Hg", "lowest SpO2", "what happened"),
}
_ROWS = {
    "value": Text(zh="结论", en="conclusions"),
    "shown": Text(zh="并列的其他表", en="other tables, shown beside"),
    "holds": Text(zh="成立", en="hold"),
    "open": Text(zh="未定", en="open"),
    "absent": Text(zh="不成立", en="do not hold"),
    "order": Text(zh="可考虑的医嘱", en="orders to consider"),
    "not_ordered": Text(zh="不在列的医嘱", en="orders that are not proposed"),
    "overdue": Text(zh="逾期", en="overdue"),
    "due": Text(zh="到期", en="due"),
    "unrecorded": Text(zh="从未测过", en="never measured"),
    "upcoming": Text(zh="在时限之内", en="within their time"),
    "asked": Text(zh="缺而须问", en="missing and asked"),
    "not_asked": Text(zh="缺而不必问", en="missing and not asked"),
    "response": Text(zh="疗效", en="response"),
    "calendar": Text(zh="日历", en="calendar"),
    "washout": Text(zh="洗脱期", en="wash-out"),
    "disputes": Text(zh="各层不一致", en="layers that differ"),
    "errata": Text(zh="勘误", en="errata"),
    "conflicts": Text(zh="互相矛盾的读数", en="readings that contradict"),
    "known": Text(zh="程序与此不同", en="the program differs"),
    "places": Text(zh="出处", en="places"),
}
_SAID = {
    "not applicable": Text(zh="此时不问", en="no question now"),
    "released": Text(zh="可放行", en="may be released"),
    "held": Text(zh="不放行", en="not released"),
    "unsure": Text(zh="取决于未定的规则", en="depends on an open rule"),
    "missing": Text(zh="缺", en="missing"),
    "budget": Text(zh="次数或间隔不许", en="not allowed by number or interval"),
    "earliest": Text(zh="最早", en="not before"),
    "outside": Text(zh="启用来源之外一层", en="with what lies outside the sources"),
    "faithful": Text(zh="忠实于来源", en="faithful to the sources"),
    "day": Text(zh="第 {} 天", en="day {}"),
    "begun": Text(zh="开始用", en="begun:"),
    "of": Text(zh="：", en=": "),
}
_RESPONSE = {
    "kind": Text(zh="按此评估", en="judged by"),
    "level": Text(zh="本次", en="this visit"),
    "best": Text(zh="确认的最佳", en="best confirmed"),
    "before_progression": Text(zh="进展前最佳", en="best before progression"),
    "progression": Text(zh="PD 已确认", en="PD confirmed"),
    "mrd_imwg": Text(zh="IMWG 的 MRD 阴性", en="MRD-negative by the IMWG"),
    "violations": Text(zh="违反", en="violated"),
    "earliest": Text(zh="最早可采集", en="collection from"),
    "binding": Text(zh="决定者", en="set by"),
    "asked": Text(zh="是否提出", en="asked at all"),
}
_KINDS = {
    "serum": Text(zh="血清 M 蛋白", en="serum M-protein"),
    "flc": Text(zh="游离轻链", en="free light chains"),
    "serum and urine": Text(zh="血清与尿 M 蛋白", en="M-protein of serum and urine"),
}
_CELLS = {"zh": ("项", "内容"), "en": ("what", "expected")}
_ENDED = Text(zh="可停", en="may end")
_STATUS = {
    "done": Text(zh="已做", en="done"),
    "due": Text(zh="到期", en="due"),
    "overdue": Text(zh="逾期", en="overdue"),
    "missed": Text(zh="漏项", en="missed"),
    "upcoming": Text(zh="未到", en="upcoming"),
    "running": Text(zh="进行中", en="running"),
    "not applicable": Text(zh="不适用", en="not applicable"),
}
# Given or done every day: only the first of each is worth a line.
_ROUTINE = {"physical_examination", "fluid_balance", "blood_gas", "infection_workup"}
_ROUTINE |= {"heart_monitoring"}
_FIRST = {"aciclovir", "norfloxacin", "triazole_antifungal", "sulfamethoxazole_trimethoprim"}
_FIRST |= {"entecavir", "filgrastim", "levetiracetam", "anakinra"}
_MEASURED = ("serum_m_protein", "kappa_flc", "lambda_flc", "igg", "plasmacytoma_spd")
_CHOICES = ("product", "oxygen_device", "consciousness", "seizure", "bcma_at_relapse", "hbv_dna")
# Below it ferritin is not worth a word in the course; it decides nothing here.
_HIGH_FERRITIN = 1000
_QUIET = {"room_air", "awake", "none"}


def case_page(language: Language) -> list[str]:
    """Return the paragraphs of the page of synthetic courses below its title."""
    out = [_INTRO[language]]
    for case in cases():
        story = _prose(case.story[language])
        out += [f"## {case.title[language]}", f"*{_SYNTHETIC[language]}* {story}"]
        readings = _readings(case)
        day0 = _day0(readings)
        out.append(_table(_HEADS[language], _course(readings, day0, language)))
        for moment in case.moments:
            out += [f"### {_headline(moment, day0, language)}", _prose(moment.why[language])]
            out.append(_table(_CELLS[language], _rows(moment, language)))
    return out


def _readings(case: Case) -> list[dict]:
    lines = case.record.read_text(encoding="utf-8").splitlines()[1:]
    return [json.loads(line) for line in lines]


def _day0(readings: list[dict]) -> date | None:
    found = [one["time"] for one in readings if one["observable"] == "infusion"]
    return datetime.fromisoformat(found[0]).date() if found else None


def _headline(moment: Moment, day0: date | None, language: Language) -> str:
    mode = _SAID["outside" if moment.outside else "faithful"][language]
    parts = [moment.at.strftime("%Y-%m-%d %H:%M")]
    if day0 is not None:
        parts.append(_SAID["day"][language].format((moment.at.date() - day0).days))
    return " · ".join([*parts, mode])


def _course(readings: list[dict], day0: date | None, language: Language) -> list[list[str]]:
    days: dict[date, list[dict]] = defaultdict(list)
    for one in readings:
        days[datetime.fromisoformat(one["time"]).date()].append(one)
    seen: set[str] = set()
    rows = []
    for day, found in sorted(days.items()):
        happened = _happened(found, seen, language)
        warm = _most(found, "temperature", max)
        if happened or (warm and float(warm) >= 38):
            low = [_most(found, name, min) for name in ("systolic_bp", "spo2")]
            number = "" if day0 is None else str((day - day0).days)
            if (ferritin := _most(found, "ferritin", max)) and float(ferritin) >= _HIGH_FERRITIN:
                label = library.handbook().observables["ferritin"].label[language]
                happened.append(f"{label} {ferritin} ug/L")
            rows.append([number, day.isoformat(), warm, *low, "; ".join(happened)])
    return rows


def _most(found: list[dict], name: str, which: Callable[..., str]) -> str:
    gone = [(one["time"], one["value"]) for one in found if one.get("withdrawn")]
    values = [
        one["value"]
        for one in found
        if one["observable"] == name and (one["time"], one["value"]) not in gone
    ]
    return which(values, key=float) if values else ""


def _happened(found: list[dict], seen: set[str], language: Language) -> list[str]:
    observables = library.handbook().observables
    said: dict[str, None] = {}
    doses: dict[str, list[str]] = defaultdict(list)
    for one in found:
        name, value = one["observable"], one["value"]
        kind, label = observables[name].kind, observables[name].label[language]
        if kind == "dose":
            if name in _FIRST:
                if name not in seen:
                    said[f"{_SAID['begun'][language]} {label}"] = None
            else:
                doses[label].append(f"{value} {one['unit']}")
        elif kind == "event" and value is True and name not in _ROUTINE:
            said[label] = None
        elif name in _CHOICES and value not in _QUIET:
            said[f"{label}{_SAID['of'][language]}{_choice(name, value, language)}"] = None
        elif name == "vasopressors" and value:
            drugs = ", ".join(_choice(name, code, language) for code in value)
            said[f"{label}{_SAID['of'][language]}{drugs}"] = None
        elif name == "ice_total" and int(value) < 10:
            said[f"ICE {value}"] = None
        elif name in _MEASURED:
            said[f"{label} {value} {one['unit']}"] = None
        seen.add(name)
    given = [
        f"{drug} {amounts[0]}" + (f" × {len(amounts)}" if len(amounts) > 1 else "")
        for drug, amounts in doses.items()
    ]
    return [*given, *said]


def _choice(name: str, code: str, language: Language) -> str:
    choices = {one.code: one.label for one in library.handbook().observables[name].choices}
    return choices[code][language] if code in choices else code


def _rows(moment: Moment, language: Language) -> list[list[str]]:
    rows: list[list[str]] = []
    tables = library.handbook(outside=True).pathway.tables
    labels = library.handbook().observables
    orders = library.handbook(outside=True).pathway.orders

    def add(name: str, parts: Iterable[str]) -> None:
        if found := [part for part in parts if part]:
            rows.append([_ROWS[name][language], "; ".join(found)])

    mark = _SAID["of"][language]
    add(
        "value", (_value(decides, said, tables, language) for decides, said in moment.value.items())
    )
    by_id = {one.id: one for one in tables}
    add(
        "shown",
        (
            f"{by_id[name].title[language]}{mark}{_codes(by_id[name], said, language)}"
            for name, said in moment.shown.items()
        ),
    )
    for name in ("holds", "open", "absent"):
        add(name, [" ".join(f"`{rule}`" for rule in getattr(moment, name))])
    add("order", (_order(one, language) for one in moment.order))
    add("not_ordered", (orders[name].label[language] for name in moment.not_ordered))
    for name in ("overdue", "due", "unrecorded", "upcoming", "asked", "not_asked"):
        add(name, (labels[one].label[language] for one in getattr(moment, name)))
    for name in ("response", "washout"):
        add(
            name,
            (
                f"{_RESPONSE[key][language]}{mark}{_plain(value, language)}"
                for key, value in getattr(moment, name).items()
            ),
        )
    add("calendar", (_entry(name, said, language) for name, said in moment.calendar.items()))
    add(
        "disputes",
        (_decision(decides, tables).title[language] for decides in moment.disputes or ()),
    )
    add("errata", (f"`{one}`" for one in moment.errata))
    add("conflicts", [str(moment.conflicts)] if moment.conflicts else [])
    add(
        "known",
        (f"`{about}`{mark}{_prose(text[language])}" for about, text in moment.known.items()),
    )
    add("places", ["consensus2022 " + ", ".join(moment.places)])
    return rows


def _decision(decides: str, tables: Iterable[DecisionTable]) -> DecisionTable:
    """Return the table that a decision is named after: the highest that the sources have."""
    found = [one for one in tables if one.decides == decides]
    inside = [one for one in found if one.layer != "outside"] or found
    return max(inside, key=lambda one: LAYERS.index(one.layer))


def _value(decides: str, said: str, tables: Iterable[DecisionTable], language: Language) -> str:
    table = _decision(decides, tables)
    return f"{table.title[language]}{_SAID['of'][language]}**{_codes(table, said, language)}**"


def _codes(table: DecisionTable, said: str, language: Language) -> str:
    if said in _SAID:
        return _SAID[said][language]
    words = {one.code: one.label[language] for one in table.values}
    joined = {"zh": " 或 ", "en": " or "}[language]
    return joined.join(words.get(code, code) for code in said.split("|")).replace("..", "–")


def _order(order: dict, language: Language) -> str:
    handbook = library.handbook(outside=True)
    said = handbook.pathway.orders[order["id"]].label[language]
    parts = []
    if order.get("amount"):
        parts.append(f"**{order['amount']} {order['unit']}**")
    if "released" in order:
        parts.append(_SAID["released" if order["released"] else "held"][language])
    if order.get("sure") is False:
        parts.append(_SAID["unsure"][language])
    if order.get("allowed") is False:
        parts.append(_SAID["budget"][language])
    if order.get("earliest"):
        early = datetime.fromisoformat(order["earliest"]).strftime("%m-%d %H:%M")
        parts.append(f"{_SAID['earliest'][language]} {early}")
    if order.get("missing"):
        names = ", ".join(handbook.observables[one].label[language] for one in order["missing"])
        parts.append(f"{_SAID['missing'][language]} {names}")
    return said + (f" ({', '.join(parts)})" if parts else "")


def _entry(name: str, said: str, language: Language) -> str:
    head, _, tail = said.rpartition(" ")
    status, due = (head, tail) if tail[:1].isdigit() else (said, "")
    schedule = library.handbook().schedule
    clocks = {one.id for one in schedule.clocks} if schedule else set()
    words = (_ENDED if status == "done" and name in clocks else _STATUS[status])[language]
    return f"`{name}` {words}" + (f" ({due})" if due else "")


def _prose(text: str) -> str:
    """Return a text none of whose signs Markdown reads as a mark."""
    return re.sub(r"([\\`*_\[\]<>$~#])", r"\\\1", text)


def _plain(value: object, language: Language) -> str:
    if isinstance(value, bool):
        words = {"zh": ("否", "是"), "en": ("no", "yes")}[language]
        return words[value]
    if isinstance(value, list):
        labels = library.handbook().observables
        none = {"zh": "无", "en": "none"}[language]
        return ", ".join(labels[one].label[language] for one in value) or none
    return _KINDS[str(value)][language] if value in _KINDS else str(value)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heads), *[[cell.replace("|", r"\|") for cell in row] for row in rows]]
    shown = [f"| {' | '.join(cell or ' ' for cell in line)} |" for line in lines]
    return "\n".join([shown[0], "|" + "---|" * len(lines[0]), *shown[1:]])
