"""Meta-regression: metafor 5.1 stored 'no fit' for every one of these sections."""

from validation.metafor.ledger import Ledger

_ABSENT = (
    "metafor 5.1 stored 'no fit' for all meta-regressions; the same models are compared with "
    "metafor 3.8 in validation/metafor/metareg"
)


def compare(ledger: Ledger) -> None:
    for measure in ledger.at("measures", default={}):
        ledger.skip(("measures", measure, "metareg"), _ABSENT)
