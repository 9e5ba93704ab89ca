"""warm_*: calls that compile kernels into their cache, or load them from it; no answer is kept."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trephine import library
from trephine.care.assess import assess
from trephine.care.fold_record import fold_record
from trephine.plots.render import render
from trephine.web.care.demo import demo_entries, demo_events
from trephine.web.care.records import clock
from trephine.web.care.shown import words
from trephine.web.evidence.analyses import PAPERS, paper_analyses
from trephine.web.evidence.figures import figure_of
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import pooled_of
from trephine.web.evidence.sensitivity import sensitivity_of
from trephine.web.landing.course import typical_run
from trephine.web.mechanism.patient import Asked, patient_of
from trephine.web.mechanism.treatments import PRODUCT

if TYPE_CHECKING:
    from fastapi import FastAPI

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


def warm_care() -> None:
    """Read the guidelines, and assess one made-up patient as the ward's first will be."""
    now = datetime.now(UTC)
    name = next(iter(demo_entries()))
    folded = fold_record(demo_events(name, now), library.observables())
    assess(folded.record, clock(folded, now), library.handbook())
    words()
    library.regimens()


def warm_figures() -> None:
    """Prepare the fonts that PNG and PDF need."""
    figure = figure_of("consensus2022", "ORR", "forest", PoolOptions(), "zh")
    render(figure, "png", dpi=72)


def warm_routes(app: "FastAPI") -> None:
    """Have every route's shapes built: FastAPI makes them when a request first passes by, 5 s."""
    asked = {"type": "http", "method": "GET", "path": "/api/-", "root_path": "", "headers": []}
    for route in app.routes:
        route.matches(asked)


def warm_all() -> None:
    """Load what the first visitors will ask for: what makes them wait longest comes first."""
    warm_model()
    warm_care()
    warm_pooling()
    warm_diagnostics()
