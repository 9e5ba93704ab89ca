"""A small report with every kind of block, drawn from made-up counts."""

import pytest

from trephine.core.source import Source
from trephine.core.text import Text
from trephine.plots.figure import Figure, Table
from trephine.reports.document import (
    Bullets,
    CodeBlock,
    Column,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    Picture,
    ReferenceList,
    ReportTable,
    Row,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="340.16" height="85.04" '
    'viewBox="0 0 340.16 85.04"><title id="t">{title}</title><defs><clipPath id="c">'
    '<rect x="0" y="0" width="340" height="85"/></clipPath></defs>'
    '<g clip-path="url(#c)"><line x1="20" y1="40" x2="320" y2="40" stroke="#1b1f24"/>'
    '<text x="20" y="30" font-family="sans-serif" font-size="12">{title}</text></g></svg>'
)


def drawing(language: str) -> Figure:
    title = {"zh": "总反应率森林图", "en": "Forest plot of the overall response rate"}[language]
    return Figure(
        svg=SVG.format(title=title),
        width_mm=120.0,
        height_mm=30.0,
        title=title,
        language=language,
        desc={"zh": "三项研究及其合并值", "en": "Three studies and their pooled value"}[language],
        table=Table(columns=("Study", "x/n"), rows=(("A", "3/5"), ("B <1>", "7/9"))),
    )


@pytest.fixture
def document() -> Document:
    trial = Source(
        id="made-up-trial",
        kind="article",
        authors="张三, 李四, 王五, 赵六",
        title="某疗法治疗多发性骨髓瘤的临床研究",
        container="中华血液学杂志",
        year=2021,
        volume="42",
        issue="3",
        pages="100-105",
        language="zh",
    )
    table = ReportTable(
        caption=Text(zh="各研究的总反应率", en="Overall response rate by study"),
        columns=(
            Column(header=Text(zh="研究", en="Study")),
            Column(header=Text(zh="事件数", en="Events"), align="right"),
            Column(header=Text(zh="总数", en="*n*"), align="right"),
            Column(header=Text(zh="率", en="Rate"), align="right", scale="percent"),
            Column(header=Text(zh="95%CI", en="95% CI"), align="center"),
        ),
        rows=(
            Row(cells=(Text(zh="4-1BB 共刺激域", en="4-1BB costimulation"),), kind="group"),
            Row(
                cells=(
                    Text(zh="甲研究 2021[@made-up-trial]", en="Study A 2021 [@made-up-trial]"),
                    17,
                    18,
                    17 / 18,
                    Text(zh="74.2%~99.0%", en="74.2%–99.0%"),
                )
            ),
            Row(cells=("Study <B> & Co", 20, None, None, "—"), kind="greyed"),
            Row(
                cells=(Text(zh="合并", en="Pooled"), 37, 48, 0.861, "77.0–92.0"),
                kind="total",
            ),
        ),
        notes=(
            Text(zh="灰色行未纳入合并。", en="Greyed rows were not pooled."),
            Text(zh="CI：置信区间。", en="CI: confidence interval."),
        ),
    )
    return Document(
        title=Text(zh="示例报告：总反应率", en="Sample report: overall response rate"),
        subtitle=Text(zh="用于测试的虚构数据", en="Made-up figures, for testing"),
        footer=Text(zh="由 Trephine 生成", en="Made with Trephine"),
        sources={"made-up-trial": trial},
        blocks=(
            NoteBox(
                kind="demo",
                text=Text(zh="以下数字均为虚构。", en="Every number below is made up."),
            ),
            Heading(text=Text(zh="方法", en="Methods")),
            Paragraph(
                text=Text(
                    zh="率经 logit 变换后以随机效应模型合并[@dersimonian-laird-1986; "
                    "@viechtbauer-2005; @made-up-trial]，*P* 值为双侧，**不作**多重校正。",
                    en="Proportions were pooled on the logit scale in a random-effects model "
                    "[@dersimonian-laird-1986; @viechtbauer-2005; @made-up-trial]; *P* values are "
                    "two-sided and **not** adjusted. The command was `trephine pool A.csv`.",
                )
            ),
            Heading(text=Text(zh="纳入标准", en="Eligibility"), level=2),
            Bullets(
                items=(
                    Text(zh="单臂或双臂试验", en="Trials with one arm or two"),
                    Text(zh="报告了总反应率", en="The overall response rate was reported"),
                )
            ),
            Heading(text=Text(zh="结果", en="Results")),
            table,
            Picture(
                drawings={"zh": drawing("zh"), "en": drawing("en")},
                caption=Text(zh="总反应率森林图", en="Forest plot of the overall response rate"),
            ),
            NoteBox(
                kind="caution",
                text=Text(
                    zh="仅两项研究，异质性无法可靠估计[@higgins-thompson-2002]。",
                    en="With two studies heterogeneity can't be estimated reliably "
                    "[@higgins-thompson-2002].",
                ),
            ),
            NoteBox(
                kind="limit",
                text=Text(zh="未作网状 Meta 分析。", en="There is no network meta-analysis."),
            ),
            Heading(text=Text(zh="复现", en="Reproduction")),
            CodeBlock(
                code='df <- data.frame(x = c(17, 20))\nif (df$x[1] < 20) cat("a & b\\n")\n',
                language="r",
                caption=Text(zh="R 脚本", en="R script"),
            ),
            Heading(text=Text(zh="参考文献", en="References")),
            ReferenceList(),
        ),
    )
