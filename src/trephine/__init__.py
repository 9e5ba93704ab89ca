"""Trephine: one computable system for BCMA CAR-T cell therapy in multiple myeloma.

``from trephine import pool`` works; names load on first use, so that ``trephine --version``
and small commands do not pay for what they don't need.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "effects": "trephine.evidence.effects",
    "pool": "trephine.evidence.pool",
    "meta_proportion": "trephine.evidence.meta",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  (the names are strings)


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use."""
    if name not in _HOMES:
        message = f"module 'trephine' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
