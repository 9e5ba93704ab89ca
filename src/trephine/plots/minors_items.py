"""The items of MINORS (Slim and others 2003, ANZ J Surg 73:712-716), in our own short words."""

from trephine.core.text import Text

NON_COMPARATIVE = (
    Text(zh="研究目的明确", en="Clearly stated aim"),
    Text(zh="连续纳入患者", en="Consecutive patients"),
    Text(zh="前瞻性收集资料", en="Prospective collection"),
    Text(zh="终点与目的相符", en="Endpoints fit the aim"),
    Text(zh="终点评价无偏倚", en="Unbiased assessment"),
    Text(zh="随访时间充足", en="Adequate follow-up"),
    Text(zh="失访率低于 5%", en="Loss below 5%"),
    Text(zh="前瞻性估算样本量", en="Sample size planned"),
)
COMPARATIVE = (
    Text(zh="对照组合适", en="Adequate control group"),
    Text(zh="两组同期", en="Contemporary groups"),
    Text(zh="基线可比", en="Equivalent at baseline"),
    Text(zh="统计分析恰当", en="Adequate statistics"),
)
ITEM_SCORES = (
    Text(zh="未报告", en="not reported"),
    Text(zh="已报告但不充分", en="reported, inadequate"),
    Text(zh="已报告且充分", en="reported, adequate"),
)
TOTAL_SCORE = Text(zh="总分", en="Total")
TOTAL_ONLY = Text(zh="仅公布总分，未公布各条目得分", en="total only, items not published")
NOT_ASSESSED = Text(zh="未评价", en="not assessed")
ITEM_NUMBER = Text(zh="条目 {number}", en="Item {number}")
DESC = Text(zh="其中 {k} 项仅公布总分。", en="{k} of them published a total only.")
SUMMARY = Text(zh="MINORS 各条目得分汇总", en="Summary of MINORS scores by item")
ITEM = Text(zh="条目", en="Item")
UNSETTLED = Text(zh="未裁决", en="not settled")
SUMMARY_NOTE = Text(
    zh="条中为研究数（共 {k} 项）；另有 {only} 项仅有总分或未评价，不在其中。",
    en="Numbers of studies in the bars (of {k}); {only} more with a total alone or not assessed"
    " are in none.",
)
