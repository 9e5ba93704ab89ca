"""The words of a patient's timeline."""

from trephine.core.text import Language

Words = dict[Language, str]
TITLE: Words = {"zh": "患者时间轴", "en": "Timeline of a patient"}
DESC: Words = {
    "zh": "{title}：{n} 条（{lanes}）；时间轴分段，每段比例不同。截至{day}。",
    "en": "{title}: {n} lanes ({lanes}); the time axis is in pieces, each to its own scale. "
    "As known on {day}.",
}
DAY: Words = {"zh": "第 {day} 天", "en": "day {day}"}
BEFORE: Words = {"zh": "输注前", "en": "before infusion"}
ZERO: Words = {"zh": "输注 D0", "en": "infusion, D0"}
SEEN: Words = {"zh": "此刻", "en": "seen from here"}
STRETCHES: dict[str, Words] = {
    "earlier": {"zh": "更早（天）", "en": "earlier (days)"},
    "before": {"zh": "输注前（天）", "en": "days before"},
    "days": {"zh": "输注后 0–28 天", "en": "days 0–28"},
    "months": {"zh": "月（至 12 个月）", "en": "months, to 12"},
    "years": {"zh": "年", "en": "years"},
}
LOG: Words = {"zh": "对数", "en": "log"}
LATER: Words = {
    "zh": "另有 {n} 次随访在图示时段之后，见日历",
    "en": "{n} more visits lie beyond what is drawn: see the calendar",
}
STATUS: dict[str, Words] = {
    "done": {"zh": "已完成", "en": "done"},
    "due": {"zh": "应做", "en": "due"},
    "overdue": {"zh": "逾期", "en": "overdue"},
    "missed": {"zh": "错过", "en": "missed"},
    "upcoming": {"zh": "将至", "en": "upcoming"},
    "unknown": {"zh": "是否适用不明", "en": "not known whether it applies"},
}
GRADE: Words = {"zh": "级（当日最高）", "en": "grade, the day's highest"}
OPEN: Words = {"zh": "信息不全：区间", "en": "information missing: an interval"}
LIMIT: Words = {"zh": "规则界值", "en": "limit in a rule"}
APART: Words = {
    "zh": "虚线段：两次读数相隔 14 天以上",
    "en": "dotted: more than 14 days between two readings",
}
LANE: Words = {"zh": "项目", "en": "Lane"}
FROM: Words = {"zh": "自（天）", "en": "From (day)"}
TO: Words = {"zh": "至（天）", "en": "To (day)"}
WHAT: Words = {"zh": "内容", "en": "What"}
DEMO: Words = {"zh": "示例数据：并非真实患者", "en": "Demo data: not a real patient"}
