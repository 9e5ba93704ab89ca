"""The stated effects of a golden document with the sample sizes of its data."""

import dataclasses
from collections.abc import Iterator

from trephine.evidence.effect_set import Effects
from validation.metafor.compare._given import measured
from validation.metafor.compare.escalc import as_effects
from validation.metafor.ledger import Ledger

# What metafor said where the reference run had no fitted model, or passed an argument twice.
ERRORS = (
    "('f') specified for the 'x' argument is NULL",
    'applied to an object of class "NULL"',
    'formal argument "control" matched by multiple actual arguments',
)


def sized(ledger: Ledger, section: str) -> Iterator[tuple[str, Effects]]:
    """Yield every measure that has the section, with its effects."""
    doc = ledger.doc
    for measure, effects in measured(ledger):
        if ledger.at("measures", measure, section) is None:
            continue
        made = as_effects(measure, doc["kind"], doc["data"], doc.get("escalc_options"))
        yield measure, dataclasses.replace(effects, ni=made.ni)


def not_run(stored: object, ours: str) -> str:
    """Return why a stored error of the reference run is not compared. Raises on an unknown one."""
    if not any(known in str(stored) for known in ERRORS):
        message = f"an error not seen before: {stored!r}"
        raise ValueError(message)
    return f"the reference run failed before the method was reached; ours: {ours}"
