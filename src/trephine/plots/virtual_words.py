"""The words of the forest with virtual rows."""

from trephine.core.text import Text

VIRTUAL = Text(zh="虚拟", en="virtual")
EVIDENCE = Text(zh="结局与证据", en="Outcome and evidence")
COUNTS = Text(zh="事件数/例数", en="Events/n")
SHARE = Text(zh="率，% (95%\u00a0CI)", en="Share, % (95%\u00a0CI)")
VERDICT = Text(zh="虚拟结果", en="Virtual result")
AXIS = Text(zh="患者比例（%）", en="Share of patients (%)")
TITLE = Text(zh="虚拟试验与已发表证据", en="A virtual trial beside the published evidence")
DESC = Text(
    zh="森林图，{k} 个已发表结果，各与模拟（虚拟）结果并列；{inside} 个在置信区间内，"
    "{near} 个在预测区间内，{out} 个在外，{silent} 个不作判断。虚拟结果是模拟，不是证据。",
    en="Forest plot of {k} published result{s}, each beside the simulated (virtual) one: {inside}"
    " inside the confidence interval, {near} inside the prediction interval, {out} outside,"
    " {silent} judged by nothing. Virtual results are simulated and no evidence.",
)
INSIDE_CI = Text(zh="置信区间内", en="in the CI")
INSIDE_PI = Text(zh="预测区间内", en="in the PI")
OUTSIDE = Text(zh="超出 {beyond}", en="outside {beyond}")
SILENT = Text(zh="不作判断", en="not judged")
SHOWN = Text(zh="只列差值", en="shown only")
NO_RESULT = Text(zh="虚拟试验没有这一结果", en="no virtual result")
FITTED = Text(zh="可拟合", en="may be fitted")
HELD_OUT = Text(zh="留作检验", en="held out")
LEGEND_POOLED = Text(zh="合并结果（发表研究）", en="pooled, published studies")
LEGEND_TRIAL = Text(zh="单项试验（发表）", en="one published trial")
LEGEND_BAND = Text(zh="95% 预测区间", en="95% prediction interval")
LEGEND_VIRTUAL = Text(zh="虚拟（模拟，不是证据）", en="virtual: simulated, no evidence")
LEGEND_SILENT = Text(
    zh="灰色：核查发现前后矛盾、凭记忆未读，或治疗未给出，不作判断",
    en="grey: inconsistent by the audit, recalled and not read, or the treatment is not given:"
    " judges nothing",
)
NOTE_POINTS = Text(
    zh="“超出”以百分点计，自最宽区间的一端起；虚拟结果的置信区间只反映虚拟患者数，"
    "不反映模型有多错。",
    en="Outside: percentage points beyond the end of the widest interval. The interval of a virtual"
    " result tells how many virtual patients there were, not how wrong the model is.",
)
BASIS = {
    "recomputed": Text(zh="重算，{k}/{k_of} 项研究", en="redone, {k} of {k_of} studies"),
    "printed": Text(zh="所印数字，{k} 项研究", en="as printed, {k} studies"),
    "trial": Text(zh="该试验", en="the trial itself"),
}
TABLE = (
    Text(zh="结果", en="Result"),
    Text(zh="种类", en="Kind"),
    Text(zh="事件数/例数", en="Events/n"),
    Text(zh="率", en="Share"),
    Text(zh="下限", en="Lower"),
    Text(zh="上限", en="Upper"),
    Text(zh="预测下限", en="Lower PI"),
    Text(zh="预测上限", en="Upper PI"),
    Text(zh="判断", en="Verdict"),
)
