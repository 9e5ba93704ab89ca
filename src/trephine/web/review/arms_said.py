"""arms_said: how the arms of one study stand in an answer, in words."""

import re
from dataclasses import replace

from trephine.core.caution import Caution
from trephine.core.review import Review
from trephine.core.text import Text
from trephine.evidence.review.arms import study_arms
from trephine.evidence.review.study_rows import study_of
from trephine.web.evidence.analyses import PaperAnalysis
from trephine.web.evidence.options import ArmRows

_STUDIES = Text(zh=r"(\d+|两) ?项研究", en=r"\b(\d+|Two) studies\b")
_ROWS = Text(zh=r"\1 行", en=r"\1 rows")


def arms_said(review: Review, analysis: PaperAnalysis, arms: ArmRows) -> tuple[Text, ...]:
    """Return a line for each study of the analysis that was read arm by arm; mostly none."""
    found = []
    for study in dict.fromkeys(study_of(one.study) for one in analysis.studies):
        named = study_arms(review, study)
        if not named:
            continue
        rows = [one for one in analysis.studies if study_of(one.study) == study]
        used = sum(one.excluded is None for one in rows)
        label = rows[0].label
        if arms == "apart":
            one, other = (said.removesuffix(f" · {named[0]}") for said in (label.zh, label.en))
            label = Text(zh=one, en=other)
        if arms == "summed":
            names = ", ".join(named)
            found.append(
                Text(
                    zh=f"{label.zh}：{len(named)} 组的例数相加（{names}）",
                    en=f"{label.en}: the counts of {len(named)} arms are added ({names})",
                )
                if used
                else Text(
                    zh=f"{label.zh}：{len(named)} 组，无合计（{names}）",
                    en=f"{label.en}: {len(named)} arms, without a sum ({names})",
                )
            )
        elif used > 1:
            found.append(
                Text(
                    zh=f"{label.zh}：同一研究的 {used} 组各占一行，并不独立；"
                    "该研究权重偏大，合并区间可能过窄",
                    en=f"{label.en}: {used} arms of this one study are rows of their own and not "
                    "independent: it weighs too much, and the interval may be too narrow",
                )
            )
    return tuple(found)


def of_rows(cautions: tuple[Caution, ...]) -> tuple[Caution, ...]:
    """Return cautions that count rows as such: for an answer whose rows are more than its studies.

    It alters no caution but in the word for what is counted.
    """
    return tuple(
        replace(
            one,
            text=Text(
                zh=re.sub(_STUDIES.zh, _ROWS.zh, one.text.zh),
                en=re.sub(_STUDIES.en, _ROWS.en, one.text.en),
            ),
        )
        for one in cautions
    )
