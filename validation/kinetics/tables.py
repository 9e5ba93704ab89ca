"""Tables of the last fit: python -m validation.kinetics.tables writes them into the pages."""

import json
from pathlib import Path

from trephine import library
from trephine.library.kinetics_table import free_parameters, kinetic_goals
from validation import fitted_tables
from validation.fitted_tables import goal_cells, learnt_rows

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "explanation"
WORDS = {
    "en": {
        "goal": "| figure | cohort | published | before | fitted (5–95% of members) | off by |",
        "parameter": "| parameter | before | fitted | width | |",
        "known": "learnt",
        "some": "a little",
        "none": "not identified",
    },
    "zh": {
        "goal": "| 指标 | 队列 | 发表值 | 拟合前 | 拟合后（成员的 5–95%） | 相差 |",
        "parameter": "| 参数 | 拟合前 | 拟合后 | 宽度 | |",
        "known": "可识别",
        "some": "稍有所知",
        "none": "不可识别",
    },
}


def goal_table(result: dict, side: str, language: str) -> str:
    endpoints = {one.id: one for one in library.target_endpoints()}
    cohorts = {one.id: one for one in library.target_cohorts()}
    figures = {one.id: one for one in library.targets()}
    spread = {one.id: one.spread for one in kinetic_goals()}
    lines = [WORDS[language]["goal"], "|---|---|--:|--:|--:|--:|"]
    for row in result["goals"]:
        if row["side"] != side:
            continue
        target = figures[row["target"]]
        endpoint, cohort = endpoints[target.endpoint], cohorts[target.cohort]
        unit = {"mo": "d", "wk": "d"}.get(endpoint.unit, endpoint.unit)
        more = {"en": ", standard deviation", "zh": "（标准差）"}[language]
        label = endpoint.label[language] + (more if spread[row["goal"]] else "")
        lines.append(f"| {label} ({unit}) | {cohort.label[language]} | {goal_cells(row)} |")
    return "\n".join(lines)


def parameter_table(result: dict, language: str) -> str:
    words = WORDS[language]
    labels = {one.id: one.label[language] for one in free_parameters()}
    rows = learnt_rows(result["parameters"]["each"], labels, words)
    return "\n".join([words["parameter"], "|---|--:|--:|--:|---|", *rows])


def numbers(result: dict, language: str) -> str:
    held = [row for row in result["goals"] if row["side"] == "check" and row["missed"] is not None]
    used = [row for row in result["goals"] if row["side"] == "fit" and row["missed"] is not None]

    def within(rows: list[dict], key: str) -> str:
        known = [row for row in rows if row[key] is not None]
        return f"{sum(abs(row[key]) <= 2 for row in known)}/{len(rows)}"

    loss = result["loss"]
    learnt, d = result["parameters"]["learnt"], len(result["parameters"]["each"])
    near = {
        side: (within(rows, "missed"), within(rows, "missed_before"))
        for side, rows in (("fit", used), ("check", held))
    }
    if language == "en":
        return (
            f"Runs: {result['sets']} sets of {result['patients']} patients an arm, seed "
            f"{result['seed']}; {result['members']} members, effective {result['effective']:.0f}. "
            f"Loss of the fitted side: {loss['before']:.0f} before, {loss['typical']:.0f} at the "
            f"ensemble's mean. Within two standard deviations: {near['fit'][0]} of the fitted side "
            f"({near['fit'][1]} before), {near['check'][0]} of the held-out side "
            f"({near['check'][1]} before). Of {d} directions {learnt} shrank to 0.8 of the prior "
            "or less."
        )
    return (
        f"计算：{result['sets']} 组参数，每组每队列 {result['patients']} 名患者，种子 "
        f"{result['seed']}；保留 {result['members']} 组，有效 {result['effective']:.0f} 组。"
        f"拟合侧的损失由 {loss['before']:.0f} 降至均值处的 {loss['typical']:.0f}。"
        f"两个标准差以内：拟合侧 {near['fit'][0]}（拟合前 {near['fit'][1]}），"
        f"检验侧 {near['check'][0]}（拟合前 {near['check'][1]}）。"
        f"{d} 个方向中有 {learnt} 个收窄到先验的 0.8 倍以内。"
    )


def block(language: str) -> dict[str, str]:
    """Return what stands between the marks of a page."""
    result = json.loads((HERE / "result.json").read_text(encoding="utf-8"))
    return {
        "numbers": numbers(result, language),
        "fit": goal_table(result, "fit", language),
        "check": goal_table(result, "check", language),
        "parameters": parameter_table(result, language),
    }


def filled(text: str, language: str) -> str:
    """Return a page with its tables as the last fit has them."""
    return fitted_tables.filled(text, block(language))


def main() -> None:
    for language, tail in (("en", ".md"), ("zh", ".zh.md")):
        page = PAGES / f"kinetics{tail}"
        text = page.read_text(encoding="utf-8")
        page.write_text(filled(text, language), encoding="utf-8")
        print(f"{page} written")


if __name__ == "__main__":
    main()
