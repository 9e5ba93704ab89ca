"""told: an error as a log or a job's row may hold it: its kind and where, never its message."""

import traceback
from pathlib import Path


def told(error: BaseException) -> str:
    """Return the last places in the code and the error's kind.

    A message is left out: it may quote what somebody entered.
    """
    frames = traceback.extract_tb(error.__traceback__)
    steps = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames[-12:]]
    return " > ".join([*steps, type(error).__name__])
