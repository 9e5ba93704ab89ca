"""ROUTERS: the routes of a review from the full text to the synthesis, a module each."""

from trephine.web.review import (
    extraction_routes,
    fulltext_routes,
    minors_routes,
    overlap_routes,
    synthesis_routes,
    taking_routes,
)

ROUTERS = (
    fulltext_routes.router,
    extraction_routes.router,
    extraction_routes.checks,
    minors_routes.router,
    overlap_routes.router,
    taking_routes.router,  # before the figures, whose names take any word
    synthesis_routes.router,
)
