"""certainty_sentence: how the certainty of evidence was proposed, as a methods section says it."""

from collections.abc import Iterable

from trephine.core.text import Text
from trephine.evidence.certainty import Certainty
from trephine.evidence.certainty_imprecision import CI_NARROW, CI_RATIO, CI_WIDE, HALF_WIDTH
from trephine.library.methods import methods
from trephine.reports.inline import plain

# The clause that a method's citation stands with; any other stands with the first.
_DOMAINS = {
    "guyatt-oxman-2011-risk-of-bias": "risk_of_bias",
    "guyatt-oxman-2011-inconsistency": "inconsistency",
    "guyatt-oxman-2011-indirectness": "indirectness",
    "guyatt-oxman-2011-imprecision": "imprecision",
    "zeng-brignardello-petersen-2022": "imprecision",
    "guyatt-oxman-2011-publication-bias": "publication_bias",
}
_GRADE = frozenset({"guyatt-oxman-2008", "balshem-helfand-2011", "iorio-spencer-2015"})


def certainty_sentence(judged: Iterable[Certainty], *, marked: bool = False) -> Text:
    """Return how these judgements were proposed, in words, with what each domain rests on.

    It says the rules, not the judgements: a ``findings_table`` gives those with their reasons.
    ``marked`` keeps citations as inline marks (see ``inline``); otherwise the text is plain.
    """
    cites: dict[str, dict[str, None]] = {}
    known = methods()
    for one in judged:
        for name in one.methods:
            if name in known:
                key = known[name].key
                other = "grade" if key in _GRADE else "publication_bias"
                cites.setdefault(_DOMAINS.get(key, other), {})[key] = None

    def mark(clause: str) -> str:
        keys = "; ".join(f"@{key}" for key in cites.get(clause, ()))
        return f" [{keys}]" if keys else ""

    wide, narrow, half = (f"{100 * value:g}" for value in (CI_WIDE, CI_NARROW, HALF_WIDTH))
    text = Text(
        zh=f"证据确定性按 GRADE 逐域提议{mark('grade')}，供人判断："
        f"偏倚风险依据 MINORS 总分{mark('risk_of_bias')}；"
        f"不一致性依据 *I*² 及其区间与预测区间{mark('inconsistency')}；"
        f"间接性由人判断{mark('indirectness')}；"
        f"不精确性先看置信区间（有决策界值者看是否跨过，无者看率的区间宽是否超过 {wide} 个百分点，"
        f"或在宽于 {narrow} 个百分点时上下限之比是否超过 {CI_RATIO:g}），"
        f"再看最优信息量（置信区间半宽 {half} 个百分点、且不超过率的一半所需的例数）"
        f"{mark('imprecision')}；"
        f"发表偏倚在研究不少于 10 项时依据不对称检验{mark('publication_bias')}。"
        "这些界值除出处所载者外由本软件假定。",
        en=f"Certainty was proposed by GRADE{mark('grade')}, domain by domain, for people to judge:"
        f" risk of bias from MINORS totals{mark('risk_of_bias')}; inconsistency from *I*² with its"
        f" interval and from the prediction interval{mark('inconsistency')}; indirectness is left"
        f" to people{mark('indirectness')}; imprecision from the confidence interval (whether it"
        f" crosses the decision threshold; without one, whether a proportion's is wider than {wide}"
        f" points or, if wider than {narrow} points, its limits differ more than {CI_RATIO:g}-fold)"
        " and then from the optimal information size (the patients for an interval of plus or"
        f" minus {half} points, at most half the proportion){mark('imprecision')}; publication bias"
        " from tests of asymmetry, of ten studies or more"
        f"{mark('publication_bias')}. Cut-offs that these sources do not give are assumed by this"
        " software.",
    )
    return text if marked else Text(zh=plain(text.zh), en=plain(text.en))
