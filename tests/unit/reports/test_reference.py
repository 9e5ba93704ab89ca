import dataclasses

import pytest

from trephine.core.source import Source
from trephine.library.methods import methods
from trephine.reports.reference import reference

CHINESE = Source(
    id="x", kind="article", authors="詹某, 李某, 王某, 赵某", title="抗 BCMA 治疗的 Meta 分析",
    container="中国癌症防治杂志", year=2025, volume="17", issue="1", pages="10-19",
    doi="10.1000/xyz", language="zh",
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "vancouver", "gbt"),
    [
        (
            "dersimonian-laird-1986",
            (
                "DerSimonian R, Laird N. Meta-analysis in clinical trials. Control Clin Trials. "
                "1986;7(3):177-88. doi:10.1016/0197-2456(86)90046-2"
            ),
            (
                "DERSIMONIAN R, LAIRD N. Meta-analysis in clinical trials[J]. Controlled Clinical "
                "Trials, 1986, 7(3): 177-188. DOI:10.1016/0197-2456(86)90046-2."
            ),
        ),
        (
            "hedges-olkin-1985",
            (
                "Hedges LV, Olkin I. Statistical methods for meta-analysis. San Diego: Academic "
                "Press; 1985."
            ),
            (
                "HEDGES L V, OLKIN I. Statistical methods for meta-analysis[M]. San Diego: "
                "Academic Press, 1985."
            ),
        ),
        (
            "riley-higgins-2011",
            (
                "Riley RD, Higgins JPT, Deeks JJ. Interpretation of random effects meta-analyses. "
                "BMJ. 2011;342:d549. doi:10.1136/bmj.d549"
            ),
            (
                "RILEY R D, HIGGINS J P T, DEEKS J J. Interpretation of random effects "
                "meta-analyses[J]. BMJ, 2011, 342: d549. DOI:10.1136/bmj.d549."
            ),
        ),
        (
            "egger-daveysmith-1997",
            (
                "Egger M, Davey Smith G, Schneider M, Minder C. Bias in meta-analysis detected by "
                "a simple, graphical test. BMJ. 1997;315(7109):629-34. doi:10.1136/bmj.315.7109.629"
            ),
            (
                "EGGER M, DAVEY SMITH G, SCHNEIDER M, et al. Bias in meta-analysis detected by a "
                "simple, graphical test[J]. BMJ, 1997, 315(7109): 629-634. "
                "DOI:10.1136/bmj.315.7109.629."
            ),
        ),
    ],
)
def test_both_styles(key: str, vancouver: str, gbt: str) -> None:
    source = methods()[key].source
    assert reference(source) == vancouver
    assert reference(source, style="gbt7714") == gbt


def test_more_than_six_authors_are_cut() -> None:
    said = reference(methods()["veroniki-jackson-2016"].source)
    assert said.startswith(
        "Veroniki AA, Jackson D, Viechtbauer W, Bender R, Bowden J, Knapp G, et al. Methods to"
    )


def test_a_title_that_asks_keeps_its_mark() -> None:
    said = reference(methods()["thompson-higgins-2002"].source)
    assert "interpreted? Stat Med. 2002" in said


def test_chinese_sources() -> None:
    assert reference(CHINESE, style="gbt7714") == (
        "詹某, 李某, 王某, 等. 抗 BCMA 治疗的 Meta 分析[J]. 中国癌症防治杂志, 2025, 17(1): 10-19. "
        "DOI:10.1000/xyz."
    )
    assert reference(CHINESE).endswith("2025;17(1):10-9. doi:10.1000/xyz Chinese.")
    english = dataclasses.replace(
        CHINESE, authors_en="Zhan A, Li B", title_en="A meta-analysis", container_en="Chin J"
    )
    assert reference(english).startswith("Zhan A, Li B. A meta-analysis. Chin J. 2025;17(1)")
    assert "詹某" in reference(english, style="gbt7714")


def test_a_journal_article_has_no_version_but_a_state() -> None:
    early = dataclasses.replace(CHINESE, language="en", version="Epub ahead of print")
    assert "10-9. Epub ahead of print. doi:" in reference(early)
    assert "Epub" not in reference(early, style="gbt7714")
    tool = Source(
        id="s", kind="software", authors="A B", title="Tool", container="", year=2026, version="2.1"
    )
    assert reference(tool) == "A B. Tool [software]. Version 2.1. 2026."
    assert reference(tool, style="gbt7714") == "A B. Tool: 2.1[CP]. 2026."


def test_authors_already_cut_stay_cut() -> None:
    source = dataclasses.replace(CHINESE, authors="Xu J, Chen LJ, Yang SS, et al", language="en")
    assert reference(source).startswith("Xu J, Chen LJ, Yang SS, et al. ")
    assert reference(source, style="gbt7714").startswith("XU J, CHEN L J, YANG S S, et al. ")


def test_missing_fields_leave_no_empty_marks() -> None:
    for method in methods().values():
        for style in ("vancouver", "gbt7714"):
            said = reference(method.source, style=style)
            for wrong in ("..", ",,", ", .", "()", ";.", ": .", " ,", "  "):
                assert wrong not in said, said
