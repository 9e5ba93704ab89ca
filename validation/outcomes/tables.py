"""Tables of the last fit: python -m validation.outcomes.tables writes them into the pages."""

import json
from pathlib import Path

from trephine import library
from trephine.library.outcome_fit_table import outcome_free, outcome_goals
from validation import fitted_tables
from validation.fitted_tables import goal_cells, learnt_rows
from validation.outcomes.doses import MOVED

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "explanation"
WORDS = {
    "en": {
        "goal": "| outcome | cohort | published | before | fitted (5–95% of members) | off by |",
        "parameter": "| parameter | before | fitted | width | |",
        "known": "learnt",
        "some": "a little",
        "none": "not identified",
        "half": ", share without it on that day (%)",
        "pairs": "Told apart badly (correlation of the posterior): ",
        "nothing": "No pair is correlated by one half or more.",
        "doses": "| ORR (%) at 150, 300, 450e6 | as it is | gain |",
        "before": "the library's numbers",
        "mean": "the ensemble's mean",
        "moved": "| at the mean, but | halved | gain | doubled | gain |",
        "gains": "From 150 to 450e6 response gains {low:.0f} to {high:.0f} points, whichever one"
        " number is halved or doubled.",
    },
    "zh": {
        "goal": "| 结局 | 队列 | 发表值 | 拟合前 | 拟合后（成员的 5–95%） | 相差 |",
        "parameter": "| 参数 | 拟合前 | 拟合后 | 宽度 | |",
        "known": "可识别",
        "some": "稍有所知",
        "none": "不可识别",
        "half": "：该日仍无事件者（%）",
        "pairs": "难以分开者（后验相关）：",
        "nothing": "没有相关达到一半的一对。",
        "doses": "| 150、300、450e6 时的总缓解率（%） | 原样 | 增加 |",
        "before": "库中数值",
        "mean": "集合均值",
        "moved": "| 均值，但其一 | 减半 | 增加 | 加倍 | 增加 |",
        "gains": "无论哪一个数值减半或加倍，由 150 到 450e6，缓解率增加 {low:.0f} 至 {high:.0f}"
        " 个百分点。",
    },
}


def goal_table(result: dict, side: str, language: str) -> str:
    endpoints = {one.id: one for one in library.target_endpoints()}
    cohorts = {one.id: one for one in library.target_cohorts()}
    figures = {one.id: one for one in library.targets()}
    goals = {one.id: one for one in outcome_goals()}
    lines = [WORDS[language]["goal"], "|---|---|--:|--:|--:|--:|"]
    for row in result["goals"]:
        if row["side"] != side:
            continue
        target = figures[row["target"]]
        endpoint, cohort = endpoints[target.endpoint], cohorts[target.cohort]
        unit = endpoint.unit
        label = f"{endpoint.label[language]} ({unit})"
        if target.unit == "mo" and goals[row["goal"]].scale == "percent":
            label = f"{endpoint.label[language]}, {target.printed} mo{WORDS[language]['half']}"
        if target.stratum is not None:
            label += f" [{target.stratum[language]}]"
        lines.append(f"| {label} | {cohort.label[language]} | {goal_cells(row)} |")
    return "\n".join(lines)


def parameter_table(result: dict, language: str) -> str:
    words = WORDS[language]
    labels = {one.id: one.label[language] for one in outcome_free()}
    rows = learnt_rows(result["parameters"]["each"], labels, words)
    pairs = [f"`{i}` × `{j}` {r:+.2f}" for i, j, r in result["parameters"]["pairs"]]
    return (
        "\n".join([words["parameter"], "|---|--:|--:|--:|---|", *rows])
        + "\n\n"
        + (words["pairs"] + ", ".join(pairs) if pairs else words["nothing"])
    )


def dose_tables(language: str) -> str:
    """Return response by dose: as it is, and with one number at a time halved or doubled."""
    words = WORDS[language]
    runs = json.loads((HERE / "doses.json").read_text(encoding="utf-8"))["virtual"]
    labels = {one.id: one.label[language] for one in library.model("bcma_cart").parameters}

    def cells(who: str) -> str:
        low, middle, high = runs[who]["ORR"]
        return f"{low:.0f}, {middle:.0f}, {high:.0f} | {high - low:+.0f}"

    whole = [f"| {words[who]} | {cells(who)} |" for who in ("before", "mean")]
    each = [
        f"| {labels[name].split('：')[-1].split(': ')[-1]} (`{name}`) | "
        f"{cells(f'{name} × 0.5')} | {cells(f'{name} × 2')} |"
        for name in MOVED
    ]
    gains = [run["ORR"][2] - run["ORR"][0] for run in runs.values()]
    told = words["gains"].format(low=min(gains), high=max(gains))
    first = "\n".join([words["doses"], "|---|--:|--:|", *whole])
    second = "\n".join([words["moved"], "|---|--:|--:|--:|--:|", *each])
    return f"{first}\n\n{second}\n\n{told}"


def numbers(result: dict, language: str) -> str:
    def within(side: str, key: str) -> str:
        known = [row for row in result["goals"] if row["side"] == side and row[key] is not None]
        return f"{sum(abs(row[key]) <= 2 for row in known)}/{len(known)}"

    fit, held = result["loss"], result["held_out_loss"]
    best = min(range(result["members"]), key=lambda k: fit["members"][k])
    learnt, d = result["parameters"]["learnt"], len(result["parameters"]["each"])
    if language == "en":
        return (
            f"Runs: {result['waves'][-1][0]} sets of {result['patients']} patients an arm, seed "
            f"{result['seed']}; {result['members']} members, effective {result['effective']:.0f}. "
            f"Loss of the fitted side: {fit['before']:.1f} before, {fit['typical']:.1f} at the "
            f"ensemble's mean, {fit['members'][best]:.1f} at the best member ({best}); of the "
            f"held-out side {held['before']:.1f}, {held['typical']:.1f} and "
            f"{held['members'][best]:.1f}. Within two standard deviations: "
            f"{within('fit', 'missed')} of the fitted side ({within('fit', 'missed_before')} "
            f"before), {within('check', 'missed')} of the held-out side "
            f"({within('check', 'missed_before')} before). Of {d} directions {learnt} shrank to "
            "0.8 of the prior or less."
        )
    return (
        f"计算：{result['waves'][-1][0]} 组参数，每组每队列 {result['patients']} 名患者，种子 "
        f"{result['seed']}；保留 {result['members']} 组，有效 {result['effective']:.0f} 组。"
        f"拟合侧的损失由 {fit['before']:.1f} 降至均值处的 {fit['typical']:.1f}、最佳成员"
        f"（{best} 号）的 {fit['members'][best]:.1f}；检验侧依次为 {held['before']:.1f}、"
        f"{held['typical']:.1f}、{held['members'][best]:.1f}。两个标准差以内：拟合侧 "
        f"{within('fit', 'missed')}（拟合前 {within('fit', 'missed_before')}），检验侧 "
        f"{within('check', 'missed')}（拟合前 {within('check', 'missed_before')}）。"
        f"{d} 个方向中有 {learnt} 个收窄到先验的 0.8 倍以内。"
    )


def filled(text: str, language: str) -> str:
    """Return a page with its tables as the last fit has them."""
    result = json.loads((HERE / "result.json").read_text(encoding="utf-8"))
    blocks = {
        "numbers": numbers(result, language),
        "fit": goal_table(result, "fit", language),
        "check": goal_table(result, "check", language),
        "parameters": parameter_table(result, language),
        "doses": dose_tables(language),
    }
    return fitted_tables.filled(text, blocks)


def main() -> None:
    for language, tail in (("en", ".md"), ("zh", ".zh.md")):
        page = PAGES / f"loop-fit{tail}"
        text = page.read_text(encoding="utf-8")
        page.write_text(filled(text, language), encoding="utf-8")
        print(f"{page} written")


if __name__ == "__main__":
    main()
