"""warm_*: calls that compile kernels into their cache, or load them from it; no answer is kept."""

from trephine.plots.render import render
from trephine.web.evidence.analyses import PAPERS, paper_analyses
from trephine.web.evidence.figures import figure_of
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import pooled_of
from trephine.web.evidence.sensitivity import sensitivity_of
from trephine.web.landing.course import typical_run
from trephine.web.mechanism.patient import Asked, patient_of
from trephine.web.mechanism.treatments import PRODUCT

_OTHERS = (PoolOptions(group=True), PoolOptions(measure="PFT", method="DL", test="z"))


def warm_pooling() -> None:
    """Pool every analysis by the default, and one in other ways."""
    for paper in PAPERS:
        for one in paper_analyses(paper):
            pooled_of(paper, one.id)
    for options in _OTHERS:
        pooled_of("consensus2022", "ORR", options)


def warm_diagnostics() -> None:
    """Leave out, measure influence, draw every diagnostic figure once."""
    sensitivity_of("consensus2022", "ORR", PoolOptions())
    for name in ("cumulative", "gosh", "baujat", "funnel", "radial", "doi"):
        figure_of("consensus2022", "ORR", name, PoolOptions(), "zh")


def warm_model() -> None:
    """Run the typical patient, for the first page and under its sliders."""
    typical_run()
    patient_of(Asked(product=PRODUCT, strategy="", fitted=False, changes={}))


def warm_figures() -> None:
    """Prepare the fonts that PNG and PDF need."""
    figure = figure_of("consensus2022", "ORR", "forest", PoolOptions(), "zh")
    render(figure, "png", dpi=72)


def warm_all() -> None:
    """Load what the first visitors will ask for."""
    warm_pooling()
    warm_diagnostics()
    warm_model()
