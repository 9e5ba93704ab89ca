"""PET and PEESE: intercepts and slopes of the weighted regressions on sei and vi."""

from trephine.evidence.bias.pet_peese import pet_peese
from validation.metafor.compare._sized import sized
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "pet_peese"):
        path: Path_ = ("measures", measure, "pet_peese")
        ours = pet_peese(studies)
        for name, line in (("PET", ours.PET), ("PEESE", ours.PEESE)):
            figures = {
                "est": line.estimate,
                "se": line.se,
                "p": line.pval,
                "slope": line.slope,
                "slope_se": line.slope_se,
                "slope_p": line.slope_pval,
            }
            ledger.check((*path, name), figures, rtol=1e-10)
        ledger.skip((*path, "note"), "how the reference figures were computed, not a result")
