"""solve_text: what back-solving found for one printed result, as lines for a terminal."""

from trephine.core.text import Language, Text
from trephine.evidence.audit.back_solution import BackSolution

_SHOWN = 5
_HEAD = Text(
    zh="{row}：{n} 项研究，{space} 种事件数组合；模型 {model}，{measure}",
    en="{row}: {n} studies, {space} combinations of counts; model {model}, {measure}",
)
_EXACT = Text(
    zh="能重现全部印出数字的组合：{found}（穷尽搜索，数目精确）",
    en="combinations that reproduce every printed figure: {found} (searched to the end, exact)",
)
_BOUNDED = Text(
    zh="已找到 {found} 种，至多 {upper} 种；空间的 {share} 已判定",
    en="{found} found, at most {upper}; {share} of the space decided",
)
_CHANCE = Text(
    zh="若印出的数字与这些研究无关，平均也会有 {chance} 种",
    en="expected by chance, had the figures nothing to do with these studies: {chance}",
)
_NONE = Text(
    zh="没有任何事件数能给出这些数字：表中例数、模型、变换或印出的数字至少有一处不同",
    en="no counts give these figures: the n of the table, the model, the transformation or a"
    " printed figure is another",
)
_ADMISSIBLE = Text(zh="各研究可能的事件数", en="counts that each study can have")
_EXAMPLES = Text(zh="其中 {shown} 种", en="{shown} of them")
_WARNING = Text(
    zh="解出的计数不是提取的数据，不可当作数据合并。",
    en="Solved counts are no extracted data: never pool them as if they were.",
)


def solve_text(row: str, found: BackSolution, language: Language) -> str:
    """Return the number of solutions, what each study can have, and some of the solutions."""
    lines = [
        _HEAD[language].format(
            row=row,
            n=len(found.ni),
            space=f"{found.space:.3g}",
            model=found.method,
            measure=found.measure,
        )
    ]
    if found.is_exact:
        lines.append(_EXACT[language].format(found=f"{found.n_solutions:,}"))
    else:
        lines.append(
            _BOUNDED[language].format(
                found=f"{found.n_solutions:,}",
                upper=f"{found.n_upper:.3g}",
                share=f"{100 * found.covered:.3g}%",
            )
        )
    if found.is_impossible:
        return "\n".join([*lines, _NONE[language]])
    if found.expected_by_chance == found.expected_by_chance:
        lines.append(_CHANCE[language].format(chance=f"{found.expected_by_chance:.3g}"))
    if found.is_exact:
        lines.append(f"{_ADMISSIBLE[language]}:")
        lines += [
            f"  {label:<24} {_set(counts)} / {n}"
            for label, counts, n in zip(found.labels, found.admissible, found.ni, strict=True)
        ]
    if len(found.solutions):
        shown = min(_SHOWN, len(found.solutions))
        lines.append(f"{_EXAMPLES[language].format(shown=shown)}:")
        lines += ["  " + " ".join(map(str, one)) for one in found.solutions[:shown].tolist()]
    lines += [f"  - {caution.text[language]}" for caution in found.cautions]
    return "\n".join([*lines, _WARNING[language]])


def _set(counts: tuple[int, ...]) -> str:
    """Return counts as runs: 3–7, 9."""
    runs: list[list[int]] = []
    for one in counts:
        if runs and one == runs[-1][-1] + 1:
            runs[-1][1:] = [one]
        else:
            runs.append([one])
    return ", ".join("–".join(str(end) for end in dict.fromkeys(run)) for run in runs)
