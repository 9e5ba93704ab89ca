"""ready_trial, ready_trials: the trials that come with Trephine, by name."""

from functools import cache

from trephine.core.option import entry_of
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.library.content import ROOT, check_unique
from trephine.library.trial_file import read_trial

FOLDER = ROOT / "trials"


@cache
def ready_trials() -> tuple[Trial, ...]:
    """Return the ready trials in the order of their files. Raises InputError for a defective one.

    Each asks what the consensus leaves open; what they give are hypotheses.
    """
    paths = sorted(FOLDER.glob("*.toml"))
    found = tuple(read_trial(path) for path in paths)
    for path, one in zip(paths, found, strict=True):
        check_unique((one.id,), path, "id", "id", taken=(o.id for o in found if o is not one))
    return found


def ready_trial(name: str) -> Trial:
    """Return the ready trial of that name. Raises InputError with the names near a wrong one."""
    return entry_of(
        name,
        ready_trials(),
        what=Text(zh="没有这个文件，也没有这个现成的试验", en="No such file, and no such trial"),
        where="trephine trial",
        listed="trephine trial list",
    )
