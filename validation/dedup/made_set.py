"""A made set of references whose duplicates are known: documents, and how databases spoil them.

Every word is drawn from short lists by a seed; no document is real. Each document appears in one to
four databases, each with its own habits: journal names whole or cut, page ranges cut, DOIs as links
or missing, titles in capitals, brackets, full-width letters, without their subtitle, with slips of
the pen; authors as initials, either way round, in Chinese or in pinyin. Documents that only look
like others are made too: follow-ups, parts I and II, meeting abstracts and papers of one title,
errata, replies.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from trephine.core.reference import Reference

SURNAMES = (("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"),
            ("陈", "Chen"), ("杨", "Yang"), ("赵", "Zhao"), ("黄", "Huang"),
            ("周", "Zhou"), ("吴", "Wu"))  # fmt: skip
GIVEN = (("晓", "xiao"), ("明", "ming"), ("华", "hua"), ("丽", "li"), ("建", "jian"),
         ("国", "guo"), ("芳", "fang"), ("伟", "wei"), ("静", "jing"), ("强", "qiang"))  # fmt: skip
WESTERN = ("Smith", "Müller", "García", "Rossi", "Novak", "Jensen", "O'Brien", "van Dijk",
           "Kowalski", "Tanaka", "Dubois", "Silva")  # fmt: skip
THINGS = (("细胞治疗", "cell therapy"), ("抗体", "antibody"), ("化疗", "chemotherapy"),
          ("移植", "transplantation"), ("靶向药物", "targeted drugs"),
          ("免疫治疗", "immunotherapy"), ("放疗", "radiotherapy"),
          ("联合方案", "a combined regimen"))  # fmt: skip
ILLS = (("骨髓瘤", "myeloma"), ("淋巴瘤", "lymphoma"), ("白血病", "leukaemia"),
        ("肺癌", "lung cancer"), ("肝炎", "hepatitis"), ("糖尿病", "diabetes"),
        ("高血压", "hypertension"), ("肾病", "kidney disease"), ("哮喘", "asthma"),
        ("胃癌", "gastric cancer"))  # fmt: skip
WHOM = (("老年患者", "older patients"), ("难治性患者", "refractory patients"), ("儿童", "children"),
        ("初治患者", "untreated patients"), ("复发患者", "relapsed patients"))  # fmt: skip
WHAT = (("疗效与安全性", "efficacy and safety"), ("临床观察", "clinical observation"),
        ("预后因素", "prognostic factors"), ("危险因素分析", "an analysis of risk factors"),
        ("真实世界研究", "a real-world study"), ("生活质量", "quality of life"))  # fmt: skip
SUBTITLES = (("单中心回顾性研究", "a single-centre retrospective study"),
             ("多中心前瞻性研究", "a multicentre prospective study"),
             ("随机对照试验", "a randomised controlled trial"))  # fmt: skip
JOURNALS = (("Journal of Made Oncology", "J Made Oncol"),
            ("Annals of Invented Medicine", "Ann Invent Med"),
            ("British Journal of Made Haematology", "Br J Made Haematol"),
            ("Invented Lancet", "Invent Lancet"),
            ("Made Cancer Research", "Made Cancer Res"))  # fmt: skip
CHINESE = ("虚构血液学杂志", "虚构医学", "示例肿瘤临床", "虚构内科杂志", "示例全科医学")
NUMBERS = ("12", "24", "31", "48", "56", "67", "89", "102", "115", "230")


def _pick(random: Random, several: Sequence[Any]) -> Any:
    return several[random.randrange(len(several))]


def _person(random: Random) -> tuple[str, str, tuple[str, ...]]:
    family, given = (
        _pick(random, SURNAMES),
        [_pick(random, GIVEN) for _ in range(random.choice((1, 2)))],
    )
    return (
        family[0] + "".join(one[0] for one in given),
        family[1],
        tuple(one[1] for one in given),
    )


def _latin(random: Random, family: str, given: tuple[str, ...]) -> str:
    joined = "".join(given).capitalize()
    initials = "".join(one[0].upper() for one in given)
    return _pick(
        random,
        (
            f"{family}, {joined}",
            f"{family}, {initials}",
            f"{joined} {family}",
            f"{family.upper()} {'-'.join(given).capitalize()}",
            f"{family} {initials}",
            f"{family}, {'. '.join(initials)}.",
        ),
    )


def _document(random: Random, number: int) -> dict[str, Any]:
    chinese = random.random() < 0.5
    thing, ill, whom, what = (_pick(random, one) for one in (THINGS, ILLS, WHOM, WHAT))
    n, sub = _pick(random, NUMBERS), _pick(random, SUBTITLES)
    with_sub = random.random() < 0.5
    zh = f"{thing[0]}治疗{whom[0]}{ill[0]}{n}例的{what[0]}"
    en = f"{what[1].capitalize()} of {thing[1]} in {n} {whom[1]} with {ill[1]}"
    people = [_person(random) for _ in range(random.randint(2, 7))]
    if not chinese and random.random() < 0.6:
        people = [("", _pick(random, WESTERN), (chr(97 + random.randrange(26)),)) for _ in people]
    start = random.randint(1, 2000)
    return {
        "number": number,
        "chinese": chinese,
        "zh": zh + (f"：{sub[0]}" if with_sub else ""),
        "en": en + (f": {sub[1]}" if with_sub else ""),
        "people": people,
        "year": random.randint(2005, 2024),
        "journal": _pick(random, CHINESE) if chinese else _pick(random, JOURNALS),
        "english_journal": _pick(random, JOURNALS),
        "volume": str(random.randint(1, 60)),
        "issue": str(random.randint(1, 12)),
        "start": start,
        "end": start + random.randint(3, 14),
        "doi": f"10.1234/made.{number}" if random.random() < 0.7 else "",
        "pmid": str(10_000_000 + number),
        "kind": "article",
    }


def _spoil(random: Random, text: str) -> str:
    """Return a title with one slip of the pen, or none."""
    roll = random.random()
    if roll < 0.08 and len(text) > 12:
        at = random.randrange(2, len(text) - 2)
        return text[:at] + text[at + 1 :]
    if roll < 0.14 and len(text) > 12:
        at = random.randrange(2, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if roll < 0.18:
        return text.upper()
    if roll < 0.22:
        return text + "."
    if roll < 0.26:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    if roll < 0.30:
        return text.split(":", maxsplit=1)[0].split("：", maxsplit=1)[0]
    return text


def _record(random: Random, one: dict, database: str, key: str) -> Reference:
    pages = f"{one['start']}-{one['end']}"
    if random.random() < 0.3 and len(str(one["start"])) == len(str(one["end"])):
        same = next(
            (
                at
                for at, (a, b) in enumerate(zip(str(one["start"]), str(one["end"]), strict=True))
                if a != b
            ),
            0,
        )
        pages = f"{one['start']}-{str(one['end'])[same:]}"
    doi = one["doi"]
    held = Reference(
        id=key,
        title="",
        year=one["year"] + (random.random() < 0.04),
        volume=one["volume"],
        issue=one["issue"],
        pages=pages if random.random() > 0.08 else "",
        doi=doi if random.random() > 0.25 else "",
        kind=one["kind"],
        database=database,
    )
    names = tuple(_latin(random, family, given) for _, family, given in one["people"])
    if random.random() < 0.1:
        names = names[:1]
    if database in {"cnki", "wanfang", "vip"}:
        title = _spoil(random, one["zh"])
        written = tuple(zh for zh, _, _ in one["people"])
        english = one["en"] if database == "wanfang" and random.random() < 0.6 else ""
        return replace(
            held,
            title=title,
            title_zh=title,
            title_en=english,
            authors=written if random.random() > 0.1 else written[:1],
            journal=one["journal"],
            volume="" if database == "cnki" and random.random() < 0.7 else held.volume,
            doi="" if database == "vip" else held.doi,
            language="zh",
        )
    journal = one["english_journal"] if one["chinese"] else one["journal"]
    title = _spoil(random, one["en"])
    if one["chinese"]:
        title = f"[{title}]"
    return replace(
        held,
        title=title,
        title_en=title,
        authors=names,
        journal=journal[1]
        if random.random() < 0.5
        else journal[0].upper()
        if database == "wos"
        else journal[0],
        pmid=one["pmid"] if database == "pubmed" else "",
        language="zh" if one["chinese"] else "en",
    )


def _likeness(random: Random, one: dict, number: int) -> dict:
    """Return another document that looks like this one."""
    start = random.randint(1, 2000)
    other = {
        **one,
        "number": number,
        "start": start,
        "end": start + 5,
        "volume": str(random.randint(61, 90)),
        "issue": str(random.randint(1, 12)),
        "year": one["year"] + random.choice((0, 1, 2)),
        "doi": f"10.1234/made.{number}" if one["doi"] else "",
        "pmid": str(10_000_000 + number),
    }
    roll = random.randrange(5)
    if roll == 0:
        other |= {"zh": one["zh"] + "：三年随访", "en": one["en"] + ": three years of follow-up"}
    elif roll == 1:
        n = _pick(random, [n for n in NUMBERS if n not in one["zh"]])
        old = next(n for n in sorted(NUMBERS, key=len, reverse=True) if f"{n}例" in one["zh"])
        other |= {
            "zh": one["zh"].replace(f"{old}例", f"{n}例"),
            "en": one["en"].replace(f" {old} ", f" {n} "),
        }
    elif roll == 2:
        other |= {"kind": "abstract", "journal": CHINESE[0] if one["chinese"] else JOURNALS[0]}
    elif roll == 3:
        other |= {"zh": f"{one['zh']}（更正）", "en": f"Erratum: {one['en']}"}
    else:
        other |= {"zh": one["zh"] + "（第二部分）", "en": one["en"] + " (part II)"}
    return other


def made_set(seed: int, documents: int) -> tuple[list[Reference], set[tuple[str, str]]]:
    """Return references in a mixed order, and the pairs of them that are one document."""
    random = Random(seed)  # noqa: S311  (a made set, the same for one seed)
    references: list[Reference] = []
    true: set[tuple[str, str]] = set()
    number = 0
    while number < documents:
        number += 1
        one = _document(random, number)
        made = [one]
        if random.random() < 0.2:
            number += 1
            made.append(_likeness(random, one, number))
        for document in made:
            pool = (
                ["cnki", "wanfang", "vip"]
                if document["chinese"]
                else ["pubmed", "embase", "wos", "cochrane"]
            )
            if document["chinese"] and random.random() < 0.3:
                pool.append("pubmed")
            here = random.sample(pool, random.randint(1, len(pool)))
            if random.random() < 0.05:
                here.append(here[0])
            ids = []
            for at, database in enumerate(here):
                key = f"m{document['number']:06}-{at}"
                references.append(_record(random, document, database, key))
                ids.append(key)
            true |= {(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]}
    random.shuffle(references)
    return references, true
