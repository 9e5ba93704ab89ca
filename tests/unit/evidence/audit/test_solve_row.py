"""Event counts behind the pooled results of a publication."""

import pytest

from trephine.cli import main
from trephine.core.error import InputError, MethodError
from trephine.evidence.audit.solve_row import solve_row
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from trephine.library import publication

ZHAN = publication("zhan2025")


def test_a_pooled_zero_hides_one_case():
    """ICANS of grade 3 or more is printed as 0 (0 to 2%): only one case, in [24], gives that."""
    found = solve_row(ZHAN, "icans-g3p")
    assert found.is_unique
    assert found.solutions.tolist() == [[0, 0, 0, 0, 1, 0]]
    assert found.labels[4].startswith("Shao")
    x = found.solutions[0]
    again = pool(effects("PFT", xi=x, ni=found.ni), method="EE", test="z", tau2_ci="none")
    back = again.back["miller_hm"]
    assert [round(100 * v) for v in (back.estimate, back.ci_lb, back.ci_ub)] == [0, 0, 2]
    assert round(again.Qp, 2) == 0.92


def test_known_counts_are_held_and_can_be_left_out():
    found = solve_row(ZHAN, "scr", chance=False)
    xu = next(at for at, label in enumerate(found.labels) if "Xu" in label)
    assert found.admissible[xu] == (13,)
    free = solve_row(ZHAN, "scr", chance=False, use_known=False)
    assert free.n_solutions > found.n_solutions > 0
    assert set(found.admissible[0]) <= set(free.admissible[0])


def test_figures_that_no_counts_give():
    assert solve_row(ZHAN, "sd-le1y", chance=False).is_impossible
    assert solve_row(ZHAN, "pfs-1y", chance=False).is_impossible
    assert not solve_row(ZHAN, "pfs-1y", model="fixed", chance=False).is_impossible


def test_a_row_without_a_model_asks_for_one():
    with pytest.raises(MethodError):
        solve_row(ZHAN, "orr-sensitivity")
    with pytest.raises(InputError, match="no such pooled result"):
        solve_row(ZHAN, "nowhere")


@pytest.mark.parametrize(("language", "word"), [("zh", "穷尽搜索"), ("en", "searched to the end")])
def test_the_command_says_what_was_found(capsys, language, word):
    assert main(["audit", "zhan2025", "--solve", "icans-g3p", "--lang", language]) == 0
    told = capsys.readouterr().out
    assert word in told
    assert "0 0 0 0 1 0" in told
    assert main(["audit", "zhan2025", "--solve", "nowhere", "--lang", language]) == 2
    assert capsys.readouterr().out == ""
