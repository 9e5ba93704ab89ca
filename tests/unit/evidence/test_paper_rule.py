import math

import numpy as np
import pytest

from trephine.core.error import MethodError
from trephine.core.estimate import Estimate
from trephine.core.source import Locator
from trephine.evidence.effects import effects
from trephine.evidence.paper_rule import paper_rule
from trephine.evidence.pool import pool
from trephine.reports.reproduce.paper_style import paper_style


def _common(*, Q: float, df: float, P: float, k: int = 5, method: str = "EE") -> Estimate:
    nan = math.nan
    return Estimate(
        measure="PFT", method=method, test="z", level=95.0, k=k, estimate=1.0, se=0.1, stat=nan,
        pval=nan, ci_lb=0.8, ci_ub=1.2, Q=Q, Q_df=df, Qp=P,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("Q", "P", "model"),
    [
        (4.0, 0.41, "common"),  # I2 = 0
        (7.9, 0.11, "common"),  # I2 = 49.4
        (8.1, 0.11, "random"),  # I2 = 50.6
        (7.9, 0.09, "random"),
        (20.0, 0.001, "random"),
        (8.0, 0.3, "undefined"),  # I2 = 50
        (8.0, 0.09, "random"),  # one half of the "or" is enough
        (5.0, 0.1, "undefined"),
        (9.0, 0.1, "random"),
    ],
)
def test_the_rule_follows_the_paper(Q, P, model) -> None:
    found = paper_rule(_common(Q=Q, df=4, P=P))
    assert found.model == model
    assert pytest.approx(100 * max(0, (Q - 4) / Q)) == found.I2
    assert found.locator == Locator(source="zhan2025", place="§1.5")
    if model == "undefined":
        with pytest.raises(MethodError, match="names no model"):
            assert found.method
    else:
        assert found.method == {"common": "EE", "random": "DL"}[model]


def test_equal_studies_have_no_heterogeneity() -> None:
    assert paper_rule(_common(Q=0.0, df=4, P=1.0)).I2 == 0.0


def test_one_study_leaves_it_undefined() -> None:
    found = paper_rule(_common(Q=math.nan, df=math.nan, P=math.nan, k=1))
    assert found.model == "undefined"
    assert math.isnan(found.I2)


def test_another_model_is_refused() -> None:
    with pytest.raises(MethodError, match="common-effect"):
        paper_rule(_common(Q=4, df=4, P=0.4, method="REML"))


def test_paper_style_pools_with_the_chosen_model() -> None:
    n = np.array([40, 50, 60, 45])
    alike = paper_style(effects("PFT", xi=np.array([20, 26, 29, 23]), ni=n))
    apart = paper_style(effects("PFT", xi=np.array([5, 45, 29, 10]), ni=n))
    assert (alike.estimate.method, alike.model.en) == ("EE", "common effect")
    assert (apart.estimate.method, apart.model.zh) == ("DL", "随机效应")
    far = effects("PFT", xi=np.array([5, 45, 29, 10]), ni=n)
    assert apart.estimate.estimate == pool(far, method="DL", test="z").estimate


def test_a_rule_that_names_no_model_pools_nothing_and_says_why() -> None:
    alone = paper_style(effects("PFT", xi=np.array([5]), ni=np.array([9])))
    assert alone.estimate is None
    assert (alone.model.en, alone.model.zh) == ("not defined", "未作规定")
    assert "k = 1" in alone.rule.reason.en


def test_the_reason_gives_p_as_reports_print_it() -> None:
    assert paper_rule(_common(Q=90.0, df=4, P=1e-9)).reason.en.startswith("P < 0.001, I²")
    assert paper_rule(_common(Q=4.2, df=4, P=0.38)).reason.zh.startswith("P=0.380，I²=4.8%")
