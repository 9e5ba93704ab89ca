"""arm_handbook, ward_handbook: by which rules the patients of one arm of a trial are cared for."""

from dataclasses import replace

from trephine.core.handbook import Handbook
from trephine.core.trial import Trial, TrialArm
from trephine.library.guideline_folder import WARD
from trephine.library.trial_handbook import trial_handbook
from trephine.loop.override import overridden


def arm_handbook(trial: Trial, arm: TrialArm) -> Handbook:
    """Return the library's handbook with the trial's guidelines and layers and the arm's overrides.

    It is what a record of the arm is assessed by: the rules of support are not in it. Without
    overrides it is the same object for every arm. Raises InputError for guidelines that do not
    stand without another, and for an override that this pathway cannot follow.
    """
    if not arm.overrides:
        return trial_handbook(trial.pathway)
    found = ward_handbook(trial, arm)
    kept = tuple(one for one in found.pathway.guidelines if one.id != WARD)
    return found.with_pathway(replace(found.pathway, guidelines=kept))


def ward_handbook(trial: Trial, arm: TrialArm) -> Handbook:
    """Return the same with the rules by which the virtual ward gives support, overrides in them.

    Tables that an arm leaves alone are the same objects in both. Raises InputError likewise.
    """
    return overridden(trial_handbook(trial.pathway, ward=True), arm.overrides)
