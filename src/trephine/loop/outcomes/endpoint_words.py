"""What endpoints are called and how they are defined, in both languages."""

from trephine.core.text import Text

ALL = Text(zh="全部已输注的虚拟患者", en="all infused virtual patients")
MEASURABLE = Text(
    zh="基线血清、尿或轻链可测量的虚拟患者",
    en="virtual patients with measurable serum, urine or light chains at baseline",
)
RESPONDERS = Text(zh="达到 PR 或更好的虚拟患者", en="virtual patients with a PR or better")
TESTED = Text(zh="查过残留病的虚拟患者", en="virtual patients tested for residual disease")
OWN = Text(zh="发生该事件的虚拟患者", en="virtual patients who had it")
NOT_MEASURABLE = Text(zh="没有可测量病灶", en="no measurable disease")
NOT_TESTED = Text(zh="未查残留病", en="not tested for residual disease")
NOT_KNOWN = Text(zh="未知", en="not known")
CR_COUNTS = Text(
    zh="原文未定义：CR 计入 sCR；“1 年内病情稳定”取最佳疗效为 SD 或 MR",
    en="the source gives no definition: CR counts sCR in; stable disease within a year is taken as"
    " a best response of SD or MR",
)
NEUROTOXICITY = Text(
    zh="各试验的神经毒性定义不一；虚拟试验只有 ICANS",
    en="trials define neurotoxicity differently; a virtual trial has ICANS alone",
)
LEVELS = {
    "ORR": Text(zh="最佳确认疗效 PR 或更好", en="best confirmed response PR or better"),
    "SCR": Text(zh="最佳确认疗效 sCR", en="best confirmed response sCR"),
    "CR": Text(zh="最佳确认疗效 CR 或 sCR", en="best confirmed response CR or sCR"),
    "SCR_CR": Text(zh="最佳确认疗效 CR 或 sCR", en="best confirmed response CR or sCR"),
    "VGPR_BETTER": Text(zh="最佳确认疗效 VGPR 或更好", en="best confirmed response VGPR or better"),
    "VGPR": Text(zh="最佳确认疗效 VGPR", en="best confirmed response VGPR"),
    "PR": Text(zh="最佳确认疗效 PR", en="best confirmed response PR"),
    "SD_LE1Y": Text(zh="最佳确认疗效 SD 或 MR", en="best confirmed response SD or MR"),
}
TIMES = {
    "PFS": Text(
        zh="自输注至确认进展（首日）或死亡；否则截于最后一次可评估的病情评估",
        en="from infusion to confirmed progression (its first day) or death; else censored at the"
        " last assessment of the disease that could be judged",
    ),
    "OS": Text(
        zh="自输注至任何原因死亡；否则截于最后随访",
        en="from infusion to death from any cause; else censored when last known alive",
    ),
    "EFS": Text(
        zh="自输注至确认进展、死亡或开始下一种治疗",
        en="from infusion to confirmed progression, death or the next therapy",
    ),
    "EFS_OURS": Text(
        zh="各试验的无事件定义不一；此为我们的定义",
        en="trials define an event differently; this definition is ours",
    ),
    "DOR": Text(
        zh="自首次确认 PR 或更好至确认进展或死亡",
        en="from the first confirmed PR or better to confirmed progression or death",
    ),
    "RELAPSE": Text(
        zh="自输注至确认进展；未进展而死亡者计为未进展",
        en="from infusion to confirmed progression; who died without it counts as without",
    ),
    "RELAPSE_OURS": Text(
        zh="原文未说明未进展而死亡者如何计；此为我们的定义",
        en="the source does not say how deaths without progression count; this definition is ours",
    ),
    "FREE": Text(zh="第 {day:g} 天时未发生事件者", en="without the event on day {day:g}"),
    "HAD": Text(zh="第 {day:g} 天前已发生事件者", en="with the event by day {day:g}"),
}
EXTRA = {
    "VGPR_BETTER": Text(zh="VGPR 或更好", en="VGPR or better"),
    "MRD_NEGATIVE": Text(zh="残留病阴性率（10⁻⁵）", en="Residual disease negative at 1 in 10⁵"),
    "MRD_NEGATIVE_CR": Text(
        zh="CR 时残留病阴性率（IMWG）", en="Residual disease negative in CR (IMWG)"
    ),
    "LYMPHOPENIA": Text(zh="淋巴细胞减少率", en="Lymphopenia, any grade"),
    "LYMPHOPENIA_G3P": Text(zh="3级及以上淋巴细胞减少率", en="Lymphopenia, grade ≥3"),
    "NEUTROPENIA_G3P_D30": Text(
        zh="第 30 天 3级及以上中性粒细胞减少", en="Neutropenia, grade ≥3 on day 30"
    ),
    "THROMBOCYTOPENIA_G3P_D30": Text(
        zh="第 30 天 3级及以上血小板减少", en="Thrombocytopenia, grade ≥3 on day 30"
    ),
    "ANEMIA_G3P_D30": Text(zh="第 30 天 3级及以上贫血", en="Anaemia, grade ≥3 on day 30"),
    "INFECTION": Text(zh="感染率", en="Infection, any grade"),
    "INFECTION_G3P": Text(zh="3级及以上感染率", en="Infection, grade ≥3"),
    "IGG_LOW": Text(zh="低 IgG", en="Low IgG"),
    "ICU": Text(zh="入重症监护", en="Intensive care"),
    "TOCILIZUMAB": Text(zh="使用托珠单抗", en="Given tocilizumab"),
    "STEROIDS": Text(zh="使用糖皮质激素", en="Given corticosteroids"),
    "CRS_ONSET": Text(zh="CRS 发生日", en="Day of onset of CRS"),
    "CRS_DURATION": Text(zh="CRS 持续天数", en="Days with CRS"),
    "ICANS_ONSET": Text(zh="ICANS 发生日", en="Day of onset of ICANS"),
    "ICANS_DURATION": Text(zh="ICANS 持续天数", en="Days with ICANS"),
    "RESPONSE_DAY": Text(zh="首次缓解日", en="Day of first response"),
    "RELAPSE": Text(zh="复发或进展", en="Relapse or progression"),
}
