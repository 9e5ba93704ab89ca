"""denominator_signs: what else in a publication speaks for or against another n of a study."""

from dataclasses import dataclass

from trephine.core.publication import Publication
from trephine.core.published import Printed
from trephine.core.study import Counts, Percentage, Study
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.profiled_n import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for, and what against."""

    favour: tuple[Text, ...]
    against: tuple[Text, ...]

    @property
    def sentence(self) -> Text:
        """Both in a sentence each."""
        zh = ["支持：" + "；".join(one.zh for one in self.favour) if self.favour else "无旁证支持"]
        en = [
            "For it: " + "; ".join(one.en for one in self.favour)
            if self.favour
            else "Nothing else speaks for it"
        ]
        zh += ["反对：" + "；".join(one.zh for one in self.against)] if self.against else []
        en += ["Against it: " + "; ".join(one.en for one in self.against)] if self.against else []
        return Text(zh="。".join(zh) + "。", en=". ".join(en) + ".")


def denominator_signs(publication: Publication, study: Study, values: tuple[int, ...]) -> Signs:
    """Weigh other n of a study by reported counts, the stated totals, another row, the percentage.

    Reported counts are those that the publication's data hold of this study with a denominator;
    totals are statements of all patients; a percentage of the table (men) either has whole counts
    at an n or has none. None of these proves a value.
    """
    favour, against = [], []
    n = study.arms[0].n
    reported = {
        one.value.n
        for arm in study.arms
        for one in arm.outcomes
        if isinstance(one.value, Counts | Percentage)
    }
    other = tuple(sorted(reported & set(values)))
    if other:
        favour.append(
            Text(
                zh=f"另有来源报告的分母为 {figures(other)}",
                en=f"counts reported elsewhere have the denominator {figures(other)}",
            )
        )
    elif n in reported:
        against.append(
            Text(
                zh=f"另有来源报告的分母即表中的 {n}",
                en=f"counts reported elsewhere have the table's denominator {n}",
            )
        )
    total = sum(one.arms[0].n for one in publication.studies if one.arms)
    stated = {int(one.value) for one in publication.statements if one.of == "patients"}
    for figure in sorted(stated - {total}):
        if n - (total - figure) in values:
            favour.append(
                Text(
                    zh=f"如此则表中合计为所述的 {figure} 例",
                    en=f"the table then adds up to the {figure} patients stated",
                )
            )
        else:
            against.append(
                Text(
                    zh=f"表中合计 {total}，所述 {figure} 例，改后仍不相等",
                    en=f"the table adds up to {total}, {figure} are stated, and still differ then",
                )
            )
    same = [
        one
        for one in publication.studies
        if one.id != study.id and one.arms and one.arms[0].n in values
    ]
    favour += [
        Text(
            zh=f"{one.arms[0].n} 是 {one.label.zh} 一行的 n",
            en=f"{one.arms[0].n} is the n of {one.label.en}",
        )
        for one in same
    ]
    return Signs(
        favour=(*favour, *_men(study, values)[0]), against=(*against, *_men(study, values)[1])
    )


def _men(study: Study, values: tuple[int, ...]) -> tuple[list[Text], list[Text]]:
    men = study.arms[0].male
    if men is None:
        return [], []
    percent = men.printed
    here = _whole(percent, study.arms[0].n)
    there = tuple(one for one in values if _whole(percent, one))
    if there and not here:
        return [
            Text(
                zh=f"男性 {percent}% 在 n = {figures(there)} 时为整数，在表中的 n 则不是",
                en=f"{percent}% men is a whole number at n = {figures(there)} alone",
            )
        ], []
    if here and not there:
        return [], [
            Text(
                zh=f"男性 {percent}% 在表中的 n 时为整数，在这些 n 时不是",
                en=f"{percent}% men is a whole number at the table's n and at none of these",
            )
        ]
    return [], []


def _whole(percent: str, n: int) -> bool:
    behind = printed_range(Printed(text=percent))
    return any(behind.low <= 100.0 * one / n <= behind.high for one in range(n + 1))
