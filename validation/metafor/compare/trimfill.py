"""Trim and fill: the golden run stored errors; tests/oracle/test_trim_and_fill.py compares."""

from trephine.core.error import MethodError
from trephine.evidence.bias.trim_and_fill import trim_and_fill
from trephine.evidence.effect_set import Effects
from validation.metafor.compare._given import given
from validation.metafor.compare._sized import not_run, sized
from validation.metafor.ledger import Ledger


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "trimfill"):
        for key, golden in ledger.at("measures", measure, "trimfill").items():
            reason = not_run(golden["error"], _ours(studies, key))
            ledger.skip(("measures", measure, "trimfill", key), reason)
    for index, case in enumerate(ledger.at("gen", default=[])):
        reason = not_run(case["trimfill"]["error"], _ours(given(case["yi"], case["vi"]), "REML|L0"))
        ledger.skip(("gen", index, "trimfill"), reason)


def _ours(studies: Effects, key: str) -> str:
    """Say what ours returns for ``REML|L0`` or ``REML|L0|right``."""
    method, estimator, *side = key.split("|")
    try:
        found = trim_and_fill(
            studies, method=method, estimator=estimator, side=side[0] if side else None
        )
    except MethodError as refusal:
        return refusal.found
    return f"k0 {found.k0} {found.side}, estimate {found.filled.estimate:.6g}"
