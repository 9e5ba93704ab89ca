"""arm_handbook: by which rules the patients of one arm of a trial are cared for."""

from trephine.core.handbook import Handbook
from trephine.core.trial import Trial, TrialArm
from trephine.library.trial_handbook import trial_handbook
from trephine.loop.override import overridden


def arm_handbook(trial: Trial, arm: TrialArm) -> Handbook:
    """Return the library's handbook with the trial's guidelines and layers and the arm's overrides.

    Raises InputError for guidelines that do not stand without another, and for an override that
    this pathway cannot follow.
    """
    return overridden(trial_handbook(trial.pathway), arm.overrides)
