"""The forest with virtual rows: none of them looks like a study, and nothing is cut off."""

import re
from dataclasses import replace

import pytest

from tests.unit.plots.demonstration import tree
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.kit.layout import Column, _headers
from trephine.plots.kit.metrics import text_width
from trephine.plots.kit.palette import FAINT, RUST, TEAL, VIOLET
from trephine.plots.proof import proof, text_boxes
from trephine.plots.virtual_forest import EvidenceMark, VirtualForestRow, virtual_forest

_SVG = "{http://www.w3.org/2000/svg}"
ARM = Text(zh="演示产品", en="Demonstration product")
REDONE = EvidenceMark(
    basis="recomputed", estimate=0.8, ci_lb=0.7, ci_ub=0.9, pi_lb=0.5, pi_ub=0.95, events=80,
    n=100, k=4, k_of=9,
)  # fmt: skip
PRINTED = EvidenceMark(basis="printed", estimate=0.75, ci_lb=0.6, ci_ub=0.85, k=9, k_of=9, n=300)
TRIAL = EvidenceMark(
    basis="trial", estimate=0.5, ci_lb=0.3, ci_ub=0.7, pi_lb=0.28, pi_ub=0.72, events=10, n=20
)
POOLED = Text(zh="合并结果", en="Pooled results")
TRIALS = Text(zh="各试验", en="Trials")
ROWS = (
    VirtualForestRow(
        label=Text(zh="演示缓解率", en="Demonstration response"), group=POOLED,
        evidence=(REDONE, PRINTED), verdict="inside-ci", virtual=0.82, virtual_lb=0.8,
        virtual_ub=0.84, virtual_events=820, virtual_n=1000, id="orr",
    ),
    VirtualForestRow(
        label=Text(zh="演示死亡率", en="Demonstration mortality"), group=POOLED,
        evidence=(PRINTED,), verdict="silent", virtual=0.1, virtual_lb=0.08, virtual_ub=0.12,
        virtual_events=None, virtual_n=1000, judges=False, id="dead",
    ),
    VirtualForestRow(
        label=Text(zh="演示毒性", en="Demonstration toxicity"), group=TRIALS, evidence=(TRIAL,),
        verdict="outside", virtual=0.8, virtual_lb=0.78, virtual_ub=0.82, virtual_events=800,
        virtual_n=1000, beyond=8.0, fitted=True, id="tox",
    ),
    VirtualForestRow(
        label=Text(zh="演示复发", en="Demonstration relapse"), group=TRIALS, evidence=(TRIAL,),
        verdict="no-result", id="none",
    ),
)  # fmt: skip


def drawn(language, rows=ROWS, **options):
    return virtual_forest(rows, arm=ARM, language=language, **options)


def marks(figure, name, row):
    return [node for node in tree(figure).iter(_SVG + name) if node.attrib.get("data-row") == row]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [120.0, 176.0])
def test_text_lies_in_the_page_and_apart(language, width):
    assert proof(drawn(language, width_mm=width)) == ()


def test_every_virtual_row_says_so_in_words_and_in_a_mark_that_no_study_has():
    for language, word in (("zh", "虚拟：演示产品"), ("en", "virtual: Demonstration product")):
        figure = drawn(language)
        said = [box.text for box in text_boxes(figure)]
        assert said.count(word) == len(ROWS)
    figure = drawn("en")
    rings = marks(figure, "circle", "orr-virtual")
    assert [one.attrib["stroke"] for one in rings] == [VIOLET]
    colours = {
        one.attrib.get("fill")
        for key in ("orr", "dead", "tox")
        for name in ("circle", "rect", "polygon")
        for one in marks(figure, name, key)
    }
    assert VIOLET not in colours
    assert {RUST, TEAL, FAINT} <= colours


def test_a_virtual_ring_stands_where_its_share_is():
    figure = drawn("en")
    places = {
        key: float(marks(figure, "circle", f"{key}-virtual")[0].attrib["cx"])
        for key in ("orr", "dead", "tox")
    }
    per = (places["tox"] - places["dead"]) / (0.8 - 0.1)
    assert places["orr"] == pytest.approx(places["dead"] + per * (0.82 - 0.1), abs=0.05)


def test_a_row_that_judges_nothing_is_grey_and_says_so():
    figure = drawn("en")
    diamond = marks(figure, "polygon", "dead")
    assert {one.attrib["fill"] for one in diamond} == {FAINT}
    said = [box.text for box in text_boxes(figure)]
    assert "not judged" in said
    assert any("judges nothing" in text for text in said)
    plain = drawn("en", rows=[replace(ROWS[0])])
    assert not any("judges nothing" in box.text for box in text_boxes(plain))


def test_how_far_outside_is_printed_with_its_sign():
    said = [box.text for box in text_boxes(drawn("en"))]
    assert "outside +8.0" in said
    below = drawn("zh", rows=[replace(ROWS[2], beyond=-3.26)])
    assert "超出 −3.3" in [box.text for box in text_boxes(below)]


def test_the_table_holds_every_number_and_the_description_counts_the_verdicts():
    figure = drawn("en")
    assert len(figure.table.rows) == sum(len(one.evidence) + 1 for one in ROWS)
    virtual = [row for row in figure.table.rows if row[1] == "virtual"]
    assert [row[-1] for row in virtual] == [
        "in the CI", "not judged", "outside +8.0", "no virtual result"
    ]  # fmt: skip
    assert "simulated" in figure.desc
    assert "1 inside the confidence interval" in figure.desc
    assert "1 outside" in figure.desc
    assert re.search("模拟", drawn("zh").desc)


def test_nothing_to_draw_is_refused():
    with pytest.raises(InputError, match="no result to draw"):
        drawn("en", rows=())


def test_rows_of_a_trial_say_whether_they_may_have_been_fitted():
    for language, fitted, held in (
        ("zh", "可拟合", "留作检验"),
        ("en", "may be fitted", "held out"),
    ):
        said = "".join(text for text in tree(drawn(language)).itertext())
        assert said.count(fitted) == said.count(held) == 1


def test_a_header_leaves_no_character_alone_on_a_line():
    column = Column(key="n", header="事件数/例数")
    size = 9.0
    full = text_width("事件数/例数", size, bold=True)
    for width in (full - 1, full * 0.9, full * 0.8):
        assert _headers(column, width, size) == ["事件数/", "例数"]
    assert _headers(column, full, size) == ["事件数/例数"]
