"""Copas model: the path that R's metasens walks on the BCG trials (odds ratios, k = 13).

The figures are those of metasens 1.5-2 (copas.R of its public repository, R 4.2.2, a REML model,
its defaults). Where rho rests on its bound metasens differentiates across it, we hold it there:
those standard errors are not compared. It stops at a relative change of 1e-8 of the likelihood.
"""

import numpy as np
import pytest

from trephine.evidence.bias.copas import copas
from validation.metafor.compare._given import measured
from validation.metafor.ledger import Ledger

# publication probability, effect, its standard error, rho, tau, p of residual bias, unpublished
METASENS = [
    (1.000000, -0.741967, 0.178635, None, 0.549961, 0.398847, 0.0),
    (0.960960, -0.719878, None, -0.9999, 0.541167, 0.458060, 0.310959),
    (0.923969, -0.699838, None, -0.9999, 0.539451, 0.484366, 0.658348),
    (0.841306, -0.681536, 0.203069, -0.819551, 0.540210, 0.522946, 1.589600),
    (0.762900, -0.660015, 0.204767, -0.770940, 0.536890, 0.579824, 2.695638),
    (0.689111, -0.640095, 0.211756, -0.740298, 0.533832, 0.633235, 3.988006),
    (0.607176, -0.620086, 0.221691, -0.705291, 0.530759, 0.689793, 5.808251),
    (0.508813, -0.600032, 0.234523, -0.657540, 0.527728, 0.751193, 8.781436),
]


def test_the_path_is_that_of_metasens() -> None:
    effects = dict(measured(Ledger("bin_bcg.json")))["OR"]
    found = copas(effects)
    assert not found.left
    assert len(found.points) == len(METASENS)
    for ours, theirs in zip(found.points, METASENS, strict=True):
        published, estimate, se, rho, tau, p, missing = theirs
        assert ours.published == pytest.approx(published, abs=2e-5)
        assert ours.estimate == pytest.approx(estimate, abs=5e-6)
        if se is not None:
            assert ours.se == pytest.approx(se, abs=2e-6)
        if rho is not None:
            assert ours.rho == pytest.approx(rho, abs=2e-5)
        assert np.sqrt(ours.tau2) == pytest.approx(tau, abs=2e-6)
        assert ours.residual_p == pytest.approx(p, abs=2e-5)
        assert ours.unpublished == pytest.approx(missing, abs=5e-4)
