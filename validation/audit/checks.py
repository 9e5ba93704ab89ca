"""checks: every check of the audit that can be run on a publication alone, found by its name."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache

import trephine.evidence.audit as package
from trephine.core.finding import CheckResult
from trephine.core.publication import Publication

Check = Callable[[Publication], CheckResult]


@cache
def checks() -> dict[str, Check]:
    """Return the checks by name: modules with CHECK and a verb of the file's name.

    A verb that needs more than the publication (a register of claims, another paper) is left out.
    """
    found = {}
    for one in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{package.__name__}.{one.name}")
        verb = getattr(module, one.name, None)
        if not hasattr(module, "CHECK") or not callable(verb):
            continue
        parameters = list(inspect.signature(verb).parameters.values())
        if all(each.default is not each.empty for each in parameters[1:]):
            found[module.CHECK] = verb
    return found
