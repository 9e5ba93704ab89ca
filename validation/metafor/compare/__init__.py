"""Comparators: one module a section of the golden files, each with ``compare(ledger)``.

A comparator looks for its sections in the document it is handed, settles what it finds, and leaves
everything else alone.
"""

import pkgutil
from importlib import import_module
from types import ModuleType


def comparators() -> dict[str, ModuleType]:
    """Return every comparator module by name."""
    return {
        found.name: import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
        if not found.name.startswith("_")
    }
