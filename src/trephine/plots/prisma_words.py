"""The words of the PRISMA 2020 flow diagram (Page and others 2021, BMJ 372:n71)."""

from trephine.core.text import Text

IDENTIFICATION = Text(zh="识别", en="Identification")
SCREENING = Text(zh="筛选", en="Screening")
INCLUDED = Text(zh="纳入", en="Included")
BY_DATABASES = Text(
    zh="经数据库与注册平台检索", en="Identification through databases and registers"
)
BY_OTHER = Text(zh="经其他途径检索", en="Identification through other methods")
RECORDS_IDENTIFIED = Text(zh="检索获得的记录", en="Records identified from")
DATABASES = Text(zh="数据库", en="Databases")
REGISTERS = Text(zh="注册平台", en="Registers")
REGISTER = Text(zh="注册平台：{label}", en="Register: {label}")
REMOVED_BEFORE = Text(zh="筛选前剔除的记录", en="Records removed before screening")
DUPLICATES = Text(zh="重复记录", en="Duplicates")
BY_AUTOMATION = Text(zh="自动化工具判为不合格", en="Marked ineligible by automation tools")
OTHER_REASONS = Text(zh="其他原因", en="Other reasons")
SCREENED = Text(zh="题录与摘要筛选的记录", en="Records screened")
RECORDS_EXCLUDED = Text(zh="排除的记录", en="Records excluded")
SOUGHT = Text(zh="拟获取全文的报告", en="Reports sought for retrieval")
NOT_RETRIEVED = Text(zh="未获得全文的报告", en="Reports not retrieved")
ASSESSED = Text(zh="全文评估的报告", en="Reports assessed for eligibility")
REPORTS_EXCLUDED = Text(zh="排除的报告及理由", en="Reports excluded, with reasons")
STUDIES_INCLUDED = Text(zh="纳入综述的研究", en="Studies included in review")
REPORTS_INCLUDED = Text(zh="所纳入研究的报告", en="Reports of included studies")
POOLED_STUDIES = Text(zh="纳入 Meta 分析的研究", en="Studies included in meta-analysis")
WEBSITES = Text(zh="网站", en="Websites")
ORGANISATIONS = Text(zh="机构", en="Organisations")
CITATION_SEARCHING = Text(zh="引文检索", en="Citation searching")
UNREPORTED = Text(zh="未报告（NR）", en="NR (not reported)")
REASON_NOT_GIVEN = Text(zh="理由未报告（NR）", en="Reasons: NR")
LINE = Text(zh="{label}（n\u00a0=\u00a0{n}）", en="{label} (n\u00a0=\u00a0{n})")
LINE_UNREPORTED = Text(zh="{label}：未报告（NR）", en="{label}: NR")
ONLY_COUNT = Text(zh="n = {n}", en="n = {n}")
DIFFERENCE = Text(
    zh="数目不符：{box}应为 {expected}，原文为 {found}",
    en="Counts disagree: {box} should be {expected}, stated {found}",
)
DIFFERENCE_MADE = Text(
    zh="数目不符：{box}应为 {expected}（其中待决 {waiting}），实为 {found}",
    en="Counts disagree: {box} should be {expected} ({waiting} of them waiting), found {found}",
)
NOTE_UNREPORTED = Text(
    zh="NR：原文未报告，未作推算。", en="NR: not reported; nothing was filled in."
)
NOT_REACHED = Text(zh="尚未进行", en="not reached yet")
LINE_UNREACHED = Text(zh="{label}：尚未进行", en="{label}: not reached yet")
WAITING = Text(
    zh="进行中：题录与摘要待决 {title} 篇，全文待决 {full} 篇；各数随判断而变。",
    en="In progress: {title} reports wait on title and abstract, {full} at full text; the counts"
    " follow the decisions.",
)
WAITING_IMPORT = Text(
    zh="检索所得 {n} 条尚未导入。", en="{n} records found by a search are not imported yet."
)
FLOW_DESC = Text(
    zh="文献筛选流程图：识别 {found}，筛选 {screened}，纳入研究 {studies}。",
    en="Flow of records: identified {found}, screened {screened}, studies included {studies}.",
)
NEW_STUDIES = Text(zh="本次更新新纳入的研究", en="New studies included in review")
PREVIOUS_STUDIES = Text(zh="以前版本已纳入的研究", en="Studies included in previous version")
TOTAL_STUDIES = Text(zh="合计纳入综述的研究", en="Total studies included in review")
