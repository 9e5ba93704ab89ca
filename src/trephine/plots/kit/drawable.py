"""drawable: a text with what the typeface can draw, for words that others wrote."""

import re
import unicodedata

from trephine.plots.kit.metrics import UNSEEN, metrics

_SPACES = re.compile(r"\s+")


def drawable(text: str, *, keep: bool = False) -> str:
    """Return a text composed (NFC), its white space as single spaces, unknown letters as ``?``.

    ``keep`` leaves a space at either end. ``metrics.clean`` refuses instead: use it where the text
    is ours and must be drawn as it stands.
    """
    known = metrics()
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    shown = "".join(
        one if known.has(one) and unicodedata.category(one) not in UNSEEN else "?" for one in plain
    )
    return shown if keep else shown.strip(" ")
