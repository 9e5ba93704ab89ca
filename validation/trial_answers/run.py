"""Runs the ready trials and writes what they answer: ``python -m validation.trial_answers.run``.

A page of hypotheses, in both languages, from the results alone, and the first picture of the README
(one arm beside the pooled evidence); some minutes on two cores. It is
no part of the tests: run it again where the model, the rules or the acts change.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from trephine.core.text import Language, Text
from trephine.core.trial import Trial
from trephine.library.ready_trial import ready_trials
from trephine.loop.compare.forest_rows import forest_rows
from trephine.loop.results import TrialResults
from trephine.loop.run_trial import run_trial
from trephine.plots.export import export
from trephine.plots.virtual_forest import virtual_forest
from trephine.reports.trial_words import pair_words, paired_time_words, trade_words
from validation.trial_answers.kept import write

DOCS = Path(__file__).parents[2] / "docs" / "explanation"
# The first arm of this trial, beside the evidence: the picture of the loop's page; the README shows
# its first rows, responses and CRS.
PICTURE, FIRST_ROWS = "early-collection", 7
_HEAD = Text(
    zh="# 共识未决的五个问题\n\n以下各题是现成的虚拟试验（`trephine trial list`），各组为同样的虚拟"
    "患者，差别逐例配对。**全部为模拟，是假设而不是证据**：区间只说明抽到了哪些虚拟患者，不说明"
    "模型错了多少；模型与真实试验相差多少，见各试验输出中“与证据比较”一段与[闭环](loop.zh.md)。"
    "凡按首次输注计数的（感染、血细胞减少、低 IgG 等），到二次输注的清淋开始为止：复发较早的组被"
    "观察的时间较短，这些比例的差别部分由此而来。"
    "与 0 区分者，区间不含 0，且配对的精确检验 p < 0.05；"
    "各终点分别检验，未作多重校正：全无差别时，每二十个终点也约有一个会显出差别。"
    "由 `python -m validation.trial_answers.run` 生成，每组 {n} 例。\n",
    en="# Five questions that the consensus leaves open\n\nEach is a ready virtual trial"
    " (`trephine trial list`) whose arms are the same virtual patients, compared pair by pair."
    " **All of it is simulated: hypotheses and no evidence.** An interval tells which virtual"
    " patients were drawn and not how wrong the model is; how far it lies from real trials stands"
    " in each trial's own output and under [the loop](loop.md). What is counted of the first"
    " infusion (infections, cytopenias, low IgG …) ends where lymphodepletion for a second begins:"
    " an arm that relapses earlier is watched for less time, and part of a difference in these"
    " shares is that. Told from none is a difference whose interval holds no 0 and whose exact test"
    " of the pairs that changed has p < 0.05. Each endpoint is looked at by itself, with no"
    " correction: of twenty in which nothing differs about one will show a difference. Made by"
    " `python -m validation.trial_answers.run`, {n} patients an arm.\n",
)
_ARM = Text(zh="{other}，对照“{first}”：", en="{other}, against {first}:")
_NOTHING = Text(
    zh="没有一个终点的差别能与 0 区分。", en="In no endpoint is the difference told from none."
)
_SAME = Text(
    zh="共看 {n} 个终点；其余 {k} 个的差别不能与 0 区分，或无一例改变。",
    en="Of {n} endpoints looked at, in the other {k} the difference is not told from none, or"
    " nobody changed.",
)
_RUN = Text(
    zh="重做：`trephine trial run {id}`（{days} 天，人群 `{population}`，种子 {seed}）。",
    en="Again: `trephine trial run {id}` ({days} days, population `{population}`, seed {seed}).",
)


def answered(trial: Trial, found: TrialResults, language: Language) -> list[str]:
    """Return the section of one trial."""
    lines = [f"## {trial.title[language]}", ""]
    if trial.question is not None:
        lines += [trial.question[language], ""]
    labels = {one.id: one.label[language] for one in trial.arms}
    for pair, trade in zip(found.pairs, found.trade_offs, strict=True):
        names = {"first": labels[pair.first], "other": labels[pair.other]}
        lines += [_ARM[language].format(**names), ""]
        told = [one for one in pair.shares.values() if one.told]
        timed = [one for one in pair.times.values() if one.means.ci_lb > 0 or one.means.ci_ub < 0]
        lines += [f"- {pair_words(one, language)}" for one in told]
        lines += [f"- {paired_time_words(one, language)}" for one in timed]
        left = len(pair.shares) + len(pair.times) - len(told) - len(timed)
        if not told and not timed:
            lines.append(f"- {_NOTHING[language]}")
        else:
            looked = len(pair.shares) + len(pair.times)
            lines.append(f"- {_SAME[language].format(k=left, n=looked)}")
        if trade is not None:
            lines.append(f"- {trade_words(trade, language)}")
        lines.append("")
    about = {"id": trial.id, "days": f"{trial.days:g}", "seed": trial.seed}
    lines += [_RUN[language].format(**about, population=trial.population), ""]
    if trial.note is not None:
        lines += [trial.note[language], ""]
    return lines


def draw(found: TrialResults, folder: Path) -> None:
    """Draw the pooled evidence with the trial's first arm beside it, in both languages."""
    rows = forest_rows(found.compared[0])
    pooled = [one for one in rows if one.group == rows[0].group]
    folder.mkdir(parents=True, exist_ok=True)
    label = found.trial.arm(found.arms[0].arm).label
    for language in ("zh", "en"):
        for name, shown in (("loop", pooled), ("loop-first", pooled[:FIRST_ROWS])):
            figure = virtual_forest(shown, arm=label, language=language)
            export(figure, folder / f"{name}.{language}.svg")


def main() -> None:
    """Run every ready trial and write both pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=DOCS)
    asked = parser.parse_args()
    pages: dict[Language, list[str]] = {
        language: [_HEAD[language].format(n=asked.patients)] for language in ("en", "zh")
    }
    for one in ready_trials():
        trial = replace(one, patients=asked.patients)
        found = run_trial(trial).results
        if found is None:  # interrupted: a page of some trials would be taken for all
            return
        print(trial.id, flush=True)
        if trial.id == PICTURE:
            draw(found, asked.out.parent / "picture")
        for language in pages:
            pages[language] += answered(trial, found, language)
    for language, lines in pages.items():
        tail = "" if language == "en" else ".zh"
        text = "\n".join(lines).rstrip() + "\n"
        (asked.out / f"trial-answers{tail}.md").write_text(text, encoding="utf-8")
    if asked.out == DOCS:
        write()


if __name__ == "__main__":
    main()
