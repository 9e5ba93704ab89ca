"""Names of columns in a user's publication tables: the template's, and what people call them."""

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.table import StudyTable

# table -> name of the template -> other names of the same thing, in lower case
_NAMES: dict[str, dict[str, str]] = {
    "studies": {
        "id": "id 标识",
        "label": "label study author 研究 作者",
        "reference": "reference ref ref. 文献 参考文献 文献号",
        "year": "year 年份",
        "n": "n total 例数 样本量",
        "male": "male men 男性",
        "age_median": "age_median 中位年龄",
        "registrations": "registrations registration 注册号",
        "codes": "codes 结局标记",
    },
    "pooled": {
        "id": "id 标识",
        "outcome": "outcome 结局",
        "place": "place 所在",
        "k": "k 研究数",
        "studies": "studies 研究",
        "excluded": "excluded 剔除",
        "I2": "i2 i² i2(%) i²(%)",
        "P": "p p值 p_heterogeneity",
        "model": "model 模型",
        "estimate": "estimate 合并值",
        "ci_lb": "ci_lb lower 下限",
        "ci_ub": "ci_ub upper 上限",
        "ci": "ci 95%ci 95%置信区间 区间",
        "egger_p": "egger_p",
    },
}


def columns_of(table: StudyTable, name: str) -> dict[str, str]:
    """Return the header of each column by the name that the template gives it.

    Case, blanks and common other names do not matter; a header that begins with ``#`` is left out.
    Other headers keep their name. Raises InputError where two headers mean the same column.
    """
    known = {word: key for key, words in _NAMES.get(name, {}).items() for word in words.split()}
    found: dict[str, str] = {}
    for header in table.headers:
        if header.lstrip().startswith(("#", "＃")):
            continue
        key = known.get("".join(header.lower().split()), header)
        if key in found:
            raise InputError(
                what=Text(zh="两列同义", en="Two columns mean the same"),
                where=table.sheet.name,
                found=f"{found[key]!r}, {header!r}",
                do=Text(
                    zh="只留一列；不用的一列在列名前加 #",
                    en="Keep one; write # before the name of the other to leave it out",
                ),
            )
        found[key] = header
    return found
