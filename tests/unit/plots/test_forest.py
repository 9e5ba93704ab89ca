"""The forest plot says what it was given, to scale."""

import math
import re
from dataclasses import replace

import pytest

from tests.unit.plots.demonstration import MEASURE, SECOND, SUMMARY, rows, tree
from trephine.core.error import InputError
from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.plots.forest import ForestRow, ForestSubgroup, forest, summary_of
from trephine.plots.kit.palette import INK
from trephine.plots.proof import proof, text_boxes
from trephine.plots.style import STYLES

_SVG = "{http://www.w3.org/2000/svg}"


def _nodes(figure, name, **attributes):
    root = tree(figure)
    return [
        node
        for node in root.iter(_SVG + name)
        if all(node.attrib.get(key.replace("_", "-")) == value for key, value in attributes.items())
    ]


def _texts(figure):
    return [box.text for box in text_boxes(figure)]


def _squares(figure):
    found = {}
    for node in _nodes(figure, "rect", fill=STYLES["cma"].square):
        found[node.attrib["data-row"]] = node.attrib
    return found


def test_square_areas_are_proportional_to_weights():
    given = rows()
    squares = _squares(forest(given, [SUMMARY], measure=MEASURE, language="en"))
    areas = {row.id: float(squares[row.id]["width"]) ** 2 / row.weight for row in given}
    assert max(areas.values()) / min(areas.values()) < 1.02


def test_marks_stand_where_the_numbers_say():
    given = rows()
    squares = _squares(forest(given, [SUMMARY], measure=MEASURE, language="en"))
    centres = {k: float(a["x"]) + float(a["width"]) / 2 for k, a in squares.items()}
    by_row = {row.id: row.estimate for row in given}
    zero, one = centres["demo-7"], centres["demo-3"]  # 0/14 and 18/18
    for key, value in by_row.items():
        assert centres[key] == pytest.approx(zero + value * (one - zero), abs=0.05)


def test_proportions_run_from_0_to_100_unless_asked():
    whole = _texts(forest(rows(), [SUMMARY], measure=MEASURE, language="en"))
    assert [t for t in whole if t in {"0", "25", "50", "75", "100"}] == [
        "0",
        "25",
        "50",
        "75",
        "100",
    ]
    part = forest(rows(), [SUMMARY], measure=MEASURE, language="en", axis=(0.6, 1.0))
    assert "0" not in _texts(part)
    assert "60" in _texts(part)


def test_what_is_clipped_gets_an_arrow_and_no_square():
    whole = forest(rows(), [], measure=MEASURE, language="en")
    part = forest(rows(), [], measure=MEASURE, language="en", axis=(0.6, 1.0))
    assert not _nodes(whole, "polygon")
    clipped = [row for row in rows() if row.ci_lb < 0.6]
    assert len(_nodes(part, "polygon", fill=STYLES["cma"].interval)) == len(clipped)
    assert "demo-7" not in _squares(part)
    assert proof(part) == ()


def test_infinite_interval_of_a_ratio_is_an_arrow():
    row = ForestRow(label="Demonstration", estimate=2.0, ci_lb=0.0, ci_ub=math.inf, weight=100.0)
    figure = forest([row], [], measure="OR", kind="ratio", language="en")
    assert len(_nodes(figure, "polygon")) == 2
    assert "2.00 (0.00–∞)" in _texts(figure)


def test_second_method_is_a_hollow_diamond():
    figure = forest(rows(), [SUMMARY, SECOND], measure=MEASURE, language="en")
    colour = STYLES["cma"].diamond
    assert len(_nodes(figure, "polygon", fill=colour)) == 1
    assert len(_nodes(figure, "polygon", fill="#ffffff", stroke=colour)) == 1


def test_excluded_rows_stay_in_place_grey_with_their_reason():
    given = rows()
    given[4] = replace(given[4], excluded="demonstration reason", weight=math.nan)
    figure = forest(given, [SUMMARY], measure=MEASURE, language="en")
    texts = _texts(figure)
    at = texts.index("Not pooled: demonstration reason")
    assert texts[:at].count("Demonstration E") == 1
    assert "Demonstration F" not in texts[:at]
    assert "demo-4" not in _squares(figure)
    assert figure.table.rows[4][-1] == "Not pooled: demonstration reason"
    assert figure.desc.startswith("Forest plot of 11 study rows")


@pytest.mark.parametrize(
    ("sort", "first"),
    [("given", "Demonstration A"), ("estimate", "Demonstration H"), ("weight", "Demonstration K"),
     ("n", "Demonstration K"), ("year", "Demonstration A"), ("label", "Demonstration A")],
)  # fmt: skip
def test_sorting(sort, first):
    figure = forest(rows(), [SUMMARY], measure=MEASURE, language="en", sort=sort)
    assert next(t for t in _texts(figure) if re.fullmatch("Demonstration [A-L]", t)) == first


def test_unknown_counts_say_so():
    given = [ForestRow(label="Demonstration", events=None, n=30), *rows(2)]
    assert "NR/30" in _texts(forest(given, [], measure=MEASURE, language="en"))
    chinese = _texts(forest(given, [], measure=MEASURE, language="zh"))
    assert "未报告/30" in chinese
    assert "不可估计" in chinese


def test_heterogeneity_line_states_everything():
    line = " ".join(_texts(forest(rows(), [SUMMARY], measure=MEASURE, language="en")))
    line = line.replace("\u00a0", " ")
    parts = ("I² = 61.2% (95% CI 28.9%–78.8%)", "τ² = 0.36 (95% CI 0.0912–1.5)", "Q = 28.20",
                 "df = 11", "P = 0.003", "REML", "Hartung–Knapp", "12 studies",
             "(62.0–97.0)")  # fmt: skip
    assert [part for part in parts if part not in line] == []


@pytest.mark.parametrize("style", ["cma", "jama", "revman"])
@pytest.mark.parametrize("k", [1, 2, 40, 120])
def test_any_number_of_rows(style, k):
    figure = forest(rows(k), [SUMMARY], measure=MEASURE, style=style)
    assert proof(figure) == ()
    assert sum(bool(re.match(r"Demonstration [A-L]", t)) for t in _texts(figure)) == k


@pytest.mark.parametrize("width_mm", [84.0, 120.0, 176.0])
@pytest.mark.parametrize(
    "label",
    ["", "x" * 200, "很长的研究名称" * 29, "A < B & 'C' \"D\" ]]> <script>",
     "Müller – Ibáñez",
     "The quick brown fox of the demonstration trial in relapsed myeloma " * 3],
)  # fmt: skip
def test_hostile_labels(width_mm, label):
    given = [replace(row, tag="", minors=None) for row in rows(3)]
    given[1] = replace(given[1], label=label)
    figure = forest(given, [SUMMARY], measure=MEASURE, width_mm=width_mm)
    assert proof(figure) == ()
    tree(figure)
    drawn = "".join(_texts(figure)).replace(" ", "")
    assert label.replace(" ", "") in drawn


def test_labels_that_cannot_be_drawn_are_refused():
    given = [replace(rows(1)[0], label="Demonstration 🙂")]
    with pytest.raises(InputError, match=r"U\+1F642"):
        forest(given, [], measure=MEASURE)


def test_too_narrow_is_an_error_and_not_a_cut():
    with pytest.raises(InputError, match="fewer columns"):
        forest(rows(), [SUMMARY], measure=MEASURE, width_mm=40)


def test_subgroups_must_be_listed_and_intervals_upright():
    group = ForestSubgroup(key="x", label="x")
    with pytest.raises(InputError, match="not listed"):
        forest(rows(), [], measure=MEASURE, subgroups=[group])
    with pytest.raises(InputError, match="upside down"):
        forest([ForestRow(label="D", estimate=0.5, ci_lb=0.6, ci_ub=0.4)], [], measure=MEASURE)
    with pytest.raises(InputError, match="without any study"):
        forest([], [SUMMARY], measure=MEASURE)
    with pytest.raises(InputError, match="axis cannot"):
        forest(rows(), [], measure=MEASURE, axis=(1.0, 0.0))
    with pytest.raises(InputError, match="flag"):
        forest([replace(rows(1)[0], flags=("D",))], [], measure=MEASURE)


def test_subgroup_rows_stand_under_their_heading():
    groups = [ForestSubgroup(key="x", label="Group X"), ForestSubgroup(key="y", label="Group Y")]
    texts = _texts(forest(rows(), [SUMMARY], measure=MEASURE, language="en", subgroups=groups))
    x, y = texts.index("Group X"), texts.index("Group Y")
    under_x = {t for t in texts[x:y] if t.startswith("Demonstration")}
    assert under_x == {f"Demonstration {c}" for c in "BDFHJL"}


def test_journal_styles_differ_where_they_should():
    figures = {
        s: forest(rows(), [SUMMARY], measure=MEASURE, language="en", style=s) for s in STYLES
    }
    texts = {s: " ".join(_texts(f)).replace("\u00a0", " ") for s, f in figures.items()}
    assert "P = .003" in texts["jama"]
    assert "87.0 (81.0-92.0)" in texts["jama"]
    assert "87.0 [81.0, 92.0]" in texts["revman"]
    assert "87.0 (81.0–92.0)" in texts["cma"]
    chinese = " ".join(_texts(forest(rows(), [SUMMARY], measure=MEASURE, language="zh")))
    assert "87.0 (81.0~92.0)" in chinese
    thick = {
        style: [n for n in _nodes(f, "line", stroke=INK) if float(n.attrib["stroke-width"]) > 1]
        for style, f in figures.items()
    }
    rules = {style: len(nodes) for style, nodes in thick.items()}
    assert rules == {"cma": 2, "jama": 0, "revman": 0}


def test_summary_of_an_estimate():
    estimate = Estimate(
        measure="PLO", method="REML", test="knha", level=95.0, k=12, estimate=2.0, se=0.2,
        stat=10.0, pval=0.0, ci_lb=1.6, ci_ub=2.4, tau2=0.3, tau2_lb=0.1, tau2_ub=0.9, I2=60.0,
        Q=28.0, Q_df=11.0, Qp=0.003,
        back={"natural": Back(estimate=0.88, ci_lb=0.83, ci_ub=0.92, pi_lb=0.6, pi_ub=0.97)},
    )  # fmt: skip
    shown = summary_of(estimate, label=Text(zh="随机效应模型", en="Random effects"), n=523)
    assert (shown.estimate, shown.pi_ub, shown.k, shown.estimator) == (0.88, 0.97, 12, "REML")
    typical = 0.3 * 40 / 60
    assert shown.I2_lb == pytest.approx(100 * 0.1 / (0.1 + typical))
    assert shown.I2_ub == pytest.approx(100 * 0.9 / (0.9 + typical))
    flat = summary_of(replace(estimate, tau2=0.0, I2=0.0), label="x")
    assert math.isnan(flat.I2_lb)
    assert "(60.0–97.0)" in _texts(forest(rows(), [shown], measure=MEASURE, language="en"))
