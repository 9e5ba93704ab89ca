"""Which column of a table is which: by the field's names, in any case, then by common words."""

import re
from collections.abc import Mapping, Sequence

from trephine.core.error import InputError
from trephine.core.option import nearest
from trephine.core.text import Text
from trephine.evidence.reading.number import folded

# words for one-arm and two-arm columns in English and Chinese tables, in meta's and Stata's habits
_WORDS: Mapping[str, str] = {
    "xi": "event events r cases responders 事件 事件数 发生数 发生例数 有效例数 应答例数",
    "ni": "n total size samplesize npatients patients 总数 总例数 总人数 样本量 样本数 患者数",
    "mi": "mean 均数 均值 平均值",
    "sdi": "sd stddev standarddeviation 标准差",
    "ai": "a event1 events1 evente events.e 试验组事件数 治疗组事件数 观察组事件数 实验组事件数",
    "bi": "b nonevent1 nonevents1 试验组未发生数",
    "ci": "c event2 events2 eventc events.c 对照组事件数",
    "di": "d nonevent2 nonevents2 对照组未发生数",
    "n1i": "n1 ne total1 totale 试验组例数 试验组总例数 试验组样本量 治疗组例数 观察组例数",
    "n2i": "n2 nc total2 totalc 对照组例数 对照组总例数 对照组样本量",
    "m1i": "m1 mean1 meane 试验组均数 试验组均值",
    "m2i": "m2 mean2 meanc 对照组均数 对照组均值",
    "sd1i": "sd1 sde 试验组标准差",
    "sd2i": "sd2 sdc 对照组标准差",
    "x1i": "x1 event1 events1 evente 试验组事件数",
    "x2i": "x2 event2 events2 eventc 对照组事件数",
    "t1i": "t1 time1 timee 试验组人年",
    "t2i": "t2 time2 timec 对照组人年",
    "ti": "t time persontime personyears patientyears 人年 人时",
    "ri": "r cor correlation 相关系数",
    "yi": "y te es effect estimate 效应量 效应值",
    "vi": "v var variance 方差",
    "sei": "se sete stderr standarderror 标准误",
    "hri": "hr hazardratio 风险比",
    "hr_lbi": "hrlower hrlb lower lci ll cilb cilower 下限 可信区间下限 置信区间下限",
    "hr_ubi": "hrupper hrub upper uci ul ciub ciupper 上限 可信区间上限 置信区间上限",
    "medi": "median med 中位数",
    "med_lbi": "lower lci ll cilb cilower 下限 可信区间下限 置信区间下限",
    "med_ubi": "upper uci ul ciub ciupper 上限 可信区间上限 置信区间上限",
    "q1i": "q1 p25 下四分位数",
    "q3i": "q3 p75 上四分位数",
    "mini": "min minimum 最小值",
    "maxi": "max maximum 最大值",
    "oei": "oe ominuse",
    "oevi": "voe",
    "pvali": "p pval pvalue p值",
    "label": "study studyid studlab slab label trial name 研究 研究名称 纳入研究 文献 试验",
    "author": "author authors firstauthor 作者 第一作者",
    "year": "year pubyear 年份 发表年份 年",
}
_SKIPPED = re.compile(r"[\s_\-.]+")


_FULL_WIDTH = {ord("，"): ",", ord("＝"): "="}  # as a Chinese keyboard writes them


def _plain(header: str) -> str:
    return _SKIPPED.sub("", folded(header).lower())


def mapping_of(pairs: str) -> Mapping[str, str]:
    """Return ``xi=events,ni=total`` as a mapping from the field's names to the table's."""
    out: dict[str, str] = {}
    for pair in pairs.translate(_FULL_WIDTH).split(","):
        name, equals, header = pair.partition("=")
        if not equals or not name.strip() or not header.strip() or name.strip() in out:
            raise InputError(
                what=Text(zh="列名对应的写法有误", en="The column mapping cannot be read"),
                where="--map",
                found=repr(pair),
                do=Text(
                    zh="写作 xi=事件数,ni=总例数（每个名称一次）",
                    en="Write xi=events,ni=total, every name once",
                ),
            )
        out[name.strip()] = header.strip()
    return out


def named(headers: Sequence[str], wanted: str, name: str) -> int:
    """Return the column whose name is ``wanted`` (exactly, else in any case); raises InputError."""
    if wanted in headers:
        return headers.index(wanted)
    same = [
        at for at, header in enumerate(headers) if folded(header).lower() == folded(wanted).lower()
    ]
    if len(same) == 1:
        return same[0]
    near = "" if same else nearest(wanted, filter(None, headers))
    raise InputError(
        what=Text(zh="没有这一列", en="There is no such column")
        if not same
        else Text(zh="有多列符合该列名", en="Several columns fit the name"),
        where=name,
        found=f"{wanted!r}; columns: {listed(headers)}",
        do=Text(
            zh=f"是否想写 {near}？" if near else "请核对列名（区分写法）",
            en=f"Did you mean {near}?" if near else "Check the column's name",
        ),
    )


def listed(headers: Sequence[str], most: int = 20) -> str:
    """Return the first column names for a message, and how many there are if there are more."""
    names = [repr(header) for header in headers if header]
    return ", ".join(names[:most]) + (f", ... ({len(names)} in all)" if len(names) > most else "")


def matched(
    headers: Sequence[str], wanted: Sequence[str], taken: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the columns for the names in ``wanted`` that are not ``taken``: by name, by word.

    The second holds those found by a common word only: where exactly one column and one name fit
    each other.
    """
    by_name: dict[str, int] = {}
    used = set(taken.values())
    free = [name for name in wanted if name not in taken]
    for name in free:
        exact = [at for at, header in enumerate(headers) if header == name]
        fits = exact or [at for at, header in enumerate(headers) if _plain(header) == _plain(name)]
        if len(fits) == 1 and fits[0] not in used:
            by_name[name] = fits[0]
    used |= set(by_name.values())
    options: dict[str, list[int]] = {}
    for name in free:
        words = _WORDS.get(name, "").split()
        if name not in by_name and words:
            plain = {_plain(word) for word in words}
            options[name] = [
                at
                for at, header in enumerate(headers)
                if at not in used and _plain(header) in plain
            ]
    claims = [at for fits in options.values() for at in fits]
    by_word = {
        name: fits[0]
        for name, fits in options.items()
        if len(fits) == 1 and claims.count(fits[0]) == 1
    }
    return by_name, by_word
