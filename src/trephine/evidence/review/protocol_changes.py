"""protocol_changes: which parts of a protocol an amendment changed."""

from trephine.core.review_protocol import ReviewProtocol
from trephine.core.text import Text

PARTS = {
    "title": Text(zh="题目", en="title"),
    "question": Text(zh="问题（PICO）", en="question (PICO)"),
    "votes": Text(zh="每篇几人判断", en="votes a report"),
    "reasons_at": Text(zh="何时须说明排除理由", en="stages at which an exclusion needs a reason"),
    "items": Text(zh="提取项", en="items of extraction"),
    "tool": Text(zh="偏倚评价工具", en="tool for the risk of bias"),
    "tool_items": Text(zh="工具的条目数", en="items of the tool"),
    "languages": Text(zh="语种", en="languages"),
    "search_until": Text(zh="检索截止日", en="last day of the search"),
    "registration": Text(zh="注册号", en="registration"),
}
METHODS = {
    "measure": Text(zh="效应量", en="effect measure"),
    "model": Text(zh="模型", en="model"),
    "estimator": Text(zh="τ² 估计", en="estimator of tau2"),
    "interval": Text(zh="区间", en="interval"),
    "level": Text(zh="置信水平", en="level"),
    "rule": Text(zh="异质性规则", en="rule for heterogeneity"),
    "subgroups": Text(zh="亚组", en="subgroups"),
    "sensitivity": Text(zh="敏感性分析", en="sensitivity analyses"),
    "bias_tests": Text(zh="小样本效应检验", en="tests for small-study effects"),
    "software": Text(zh="软件", en="software"),
    "thresholds": Text(zh="结论的界值", en="thresholds of conclusions"),
}


def protocol_changes(before: ReviewProtocol, after: ReviewProtocol) -> tuple[Text, ...]:
    """Return the names of the parts that differ, criteria one by one; empty where nothing does.

    It tells that a part changed, not how: both protocols are kept whole.
    """
    found = [
        label for name, label in PARTS.items() if getattr(before, name) != getattr(after, name)
    ]
    old, new = ({one.id: one for one in which.criteria} for which in (before, after))
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            found.append(Text(zh=f"标准 {key}：删去", en=f"criterion {key}: gone"))
        elif key not in old:
            found.append(Text(zh=f"标准 {key}：新增", en=f"criterion {key}: new"))
        elif old[key] != new[key]:
            found.append(Text(zh=f"标准 {key}：改动", en=f"criterion {key}: changed"))
    found += [
        label
        for name, label in METHODS.items()
        if getattr(before.methods, name) != getattr(after.methods, name)
    ]
    return tuple(found)
