"""place_words: a place in a source in both languages."""

from trephine.core.source import Locator
from trephine.core.text import Text

_WORDS = {
    "abstract (English)": "英文摘要",
    " (to be verified)": "（待核实）",
    "performance status": "体能状态",
    "staging": "分期",
    "score": "评分",
    "label": "说明书",
    "abstract": "摘要",
    "introduction": "引言",
    "title page": "题名页",
    " (citation note)": "（引用格式）",
    "title": "题名",
    "references": "参考文献",
    "author contributions": "作者贡献",
    "(through a public summary)": "（据公开概述）",
    "grading (through public reproductions)": "分级（据公开转载）",
    "table ": "表 ",
    "studies [": "研究表 [",
    "derived": "推得",
    "assumed": "假设",
    " (through public reproductions)": "（据公开转载）",
    "response criteria": "疗效标准",
    "laboratory criteria": "实验室标准",
    "criteria": "标准",
    "recommendations": "建议",
    "grading": "分级",
    "dosage in renal impairment": "肾功能不全者的剂量",
    "neutrophil count decreased": "中性粒细胞计数降低",
    "platelet count decreased": "血小板计数降低",
    "white blood cell decreased": "白细胞降低",
    "lymphocyte count decreased": "淋巴细胞计数降低",
    "anemia": "贫血",
    "duration of follow-up": "随访年限",
    "notice": "公告",
}


def place_words(at: Locator) -> Text:
    """Return a place without its source in words; section signs and numbers stay as they are."""
    words = at.place
    for english, chinese in _WORDS.items():
        words = words.replace(english, chinese)
    return Text(zh=words or "—", en=at.place or "—")
