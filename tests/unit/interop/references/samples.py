"""Made exports, in the shape in which the databases write them: no document here is real."""

RIS = """TY  - JOUR
AU  - Made, Anna
AU  - Example, Bo C.
TI  - A made trial of made cells
T2  - Journal of Made Studies
PY  - 2021/03/15
VL  - 12
IS  - 3
SP  - 101
EP  - 109
DO  - https://doi.org/10.1234/MADE.2021.1
AB  - First line of a made abstract
goes on here, PD-1 and all.
KW  - made
KW  - cells
DB  - Embase
XX  - nobody knows this tag
ER  -

TY  - CONF
TI  - A made abstract of a meeting
PY  - n.d.
ER  -
"""

NBIB = """PMID- 10000001
OWN - NLM
DP  - 2022 Jan
TI  - A made title that runs over
      two lines
FAU - Made, Anna
AU  - Made A
FAU - Example, Bo
AU  - Example B
AB  - A made abstract. NCT00000001.
LA  - eng
SI  - ClinicalTrials.gov/NCT00000002
PT  - Journal Article
PT  - Clinical Trial
JT  - Journal of made studies
TA  - J Made Stud
VI  - 4
IP  - 2
PG  - 11-9
LID - 10.1234/made.2 [doi]
LID - S0000 [pii]
PMC - PMC9000001

PMID- 10000002
DP  - 2020
TI  - Another made title
AU  - Made A
PT  - Journal Article
"""

NOTEEXPRESS_CNKI = """{Reference Type}: Journal Article
{Title}: 示例题目：虚构的细胞治疗
{Author}: 张示例;李虚构;
{Author Address}: 虚构医院;
{Journal}: 虚构医学杂志
{Year}: 2021
{Issue}: 11
{Pages}: 2184-2188+2190
{Keywords}: 示例;虚构
{Abstract}: 这是虚构的摘要，
分成两行。
{ISBN/ISSN}: 0000-0000
{Notes}: 00-0000/R
{Database Provider}: CNKI

{Reference Type}: Thesis
{Type of Work}: 硕士
{Title}: 虚构的学位论文
{Author}: 王示例
{Publisher}: 虚构大学
{Year}: 2019
{Database Provider}: CNKI
"""

NOTEEXPRESS_WANFANG = """{Reference Type}: Journal Article
{Title}: 示例题目：虚构的细胞治疗
{Translated Title}: A made title: invented cell therapy
{Author}: 张示例
{Author}: 李虚构
{Translated Author}: ZHANG Shi-li
{Translated Author}: LI Xu-gou
{Journal}: 虚构医学杂志
{Translated Journal}: Made Medical Journal
{Year}: 2021
{Volume}: 5
{Issue}: 11
{Pages}: 2184-2188
{Keywords}: 示例
{Keywords}: 虚构
{Abstract}: 这是虚构的摘要。
{DOI}: 10.1234/j.made.202111001
{Database Provider}: 北京万方数据股份有限公司
{Language}: chi
"""

NOTEEXPRESS_VIP = (
    "{Reference Type}: Journal Article \r\n{Title}:示例题目\r\n{Author}: 张示例\r\n"
    "{Author}: 李虚构\r\n{Journal}: 虚构医学杂志\r\n{Year}: 2021\r\n{Volume} : 5\r\n{Issue}: 11\r\n"
    "{Keywords}:示例\r\n{Abstract}: 虚构的摘要\r\n"
    "{Database Provider}: 重庆维普资讯有限公司\r\n \r\n \r\n"
)

REFWORKS_CNKI = """RT Journal Article
SR 1
A1 张示例;李虚构
AD 虚构医院;
T1 示例题目
JF 虚构医学杂志
YR 2021
VO 5
IS 11
OP 2184-2188
K1 示例;虚构
AB 虚构的摘要
,第二行以逗号开头
SN 0000-0000
CN 00-0000/R
LA 中文;
DS CNKI

RT Dissertation/Thesis
SR 1
A1王示例
A3 导师某
PB 虚构大学
T1 虚构的学位论文
CL 硕士
YR 2015
DS CNKI
"""

REFWORKS_VIP = (
    "RT Journal \r\nT1 示例题目\r\nJF 虚构医学杂志\r\nYR 2021\r\nVO 5\r\nIS 11\r\nAB 虚构的摘要\r\n"
    "A1 张示例;李虚构\r\nK1 示例;虚构\r\nPP 中国 \r\nDS 重庆维普 \r\nNO 作者个数:2\r\n\r\n"
)

REFWORKS_WANFANG = """RT Journal Article
A1 张示例
A1 李虚构
A1 ZHANG Shi-li
A1 LI Xu-gou
T1 示例题目
OT A made title
JF 虚构医学杂志
YR 2021
LA chi
DS 万方
"""

ENDNOTE_CNKI = """%0 Journal Article
%A 张示例 %A 李虚构
%+ 虚构医院;
%T 示例题目
%J 虚构医学杂志
%D 2021
%N 11
%K 示例;虚构
%X 虚构的摘要
%P 2184-2188
%@ 0000-0000
%L 00-0000/R
%R 10.1234/made.cnki
%W CNKI

%0 Journal Article
%A 王示例
%T 另一示例题目
%D 2020
%W CNKI
"""

ENDNOTE_WANFANG = """%0 Journal Article
%A 张示例
%H Zhang Shili
%T 示例题目
%J 虚构医学杂志
%J MADE MEDICAL JOURNAL
%G chi
%D 2021
%N 11
%V 5
%P 94-98,93
%R 10.1234/j.made.2021.11.001
%W 北京万方数据股份有限公司
"""

ENDNOTE_VIP = (
    "%0 Journal Article \r\n%A 张示例[1];李虚构[1,2]\r\n%+:虚构医院\r\n%T 示例题目\r\n"
    "%J 虚构医学杂志\r\n%D 2021\r\n%N 11\r\n%V 5\r\n%K 示例;虚构\r\n%X 虚构的摘要\r\n"
    "%W 重庆维普资讯有限公司 \r\n\r\n"
)

ESTUDY = """DataType: 1
Title-题名: 示例题目
Author-作者: 张示例;李虚构;
Source-刊名: 虚构医学杂志
Year-年: 2021
PubTime-出版时间: 2021-04-01
Keyword-关键词: 示例;虚构
Summary-摘要: 虚构的摘要
Period-期: 11
Page-页码: 161
SrcDatabase-来源库: 期刊
"""

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Made, A
   Example, B
AF Made, Anna
   Example, Bo
TI A made title
   over two lines
SO JOURNAL OF MADE STUDIES
AB A made abstract.
PY 2021
VL 12
BP 101
EP 109
DI 10.1234/made.wos
UT WOS:000000000000001
PM 10000003
ER

EF
"""

BIBTEX = """@comment{made}
@article{made2021,
  author = {Made, Anna and Ex{\\"a}mple, Bo},
  title = {{A} made title},
  journal = {Journal of Made Studies},
  year = 2021,
  volume = {12}, number = {3}, pages = {101--109},
  doi = {10.1234/made.bib},
  keywords = {one, two},
  file = {nowhere.pdf},
}
@article{broken2020,
  title = {No end
@inproceedings{made2022, title = {At a made meeting}, booktitle = {Made Congress}, year = {2022}}
"""

ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8" ?><xml><records>
<record><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Made, Anna</style></author>
<author><style>Example, Bo</style></author></authors></contributors>
<titles><title><style>A made </style><style face="italic">in vitro</style><style> title</style>
</title>
<secondary-title><style>J Made Stud</style></secondary-title></titles>
<periodical><full-title><style>J Made Stud</style></full-title></periodical>
<pages><style>1-9</style></pages><volume><style>3</style></volume>
<dates><year><style>2020</style></year></dates>
<electronic-resource-num><style>10.1234/made.xml</style></electronic-resource-num>
<accession-num><style>10000009</style></accession-num><label><style>x</style></label></record>
<record><ref-type name="Conference Proceedings">10</ref-type>
<titles><title>Second made</title></titles>
<dates><year>2019</year></dates></record></records></xml>
"""

CSV = """题名,作者,刊名,年份,DOI,摘要,编号
示例题目,张示例;李虚构,虚构医学杂志,2021,10.1234/made.csv,"摘要,
第二行",7
,,,,,,
另一示例,王示例,虚构医学杂志,2020,,,8
"""
