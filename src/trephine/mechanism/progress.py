"""Progress: how far a long run is and how long it will take, written by the command line."""

from collections.abc import Callable
from math import isnan
from typing import Protocol, TextIO

from trephine.core.text import Language, Text

_LINE = Text(
    zh="已完成 {done:,} / {total:,} 例（{share:.0%}），约余 {left}",
    en="{done:,} of {total:,} patients ({share:.0%}), about {left} left",
)
_KEPT = Text(
    zh="{kept:,} 例上次已算好", en="{kept:,} patients were finished before and are not redone"
)
_UNITS = Text(zh="秒 分钟 小时", en="s min h")
QUIET, EVERY_LINE = 2.0, 15.0  # seconds before the first word; between lines where nobody watches


class Advance(Protocol):
    """What a run tells while it goes on: patients finished, of how many, of which before."""

    def __call__(self, done: int, total: int, kept: int) -> None:
        """Take notice; nothing is returned."""


class Progress:
    """Writes a run's progress to a stream: one line rewritten at a terminal, a few lines elsewhere.

    ``clock`` gives seconds from any beginning. It says nothing of a run that ends within two
    seconds.
    """

    def __init__(self, stream: TextIO, language: Language, clock: Callable[[], float]) -> None:
        """Start the clock."""
        self._stream, self._language, self._clock = stream, language, clock
        self._begun = clock()
        self._said = self._begun
        self._open = False
        self._told_kept = False

    def __call__(self, done: int, total: int, kept: int) -> None:
        """Write where the run stands, if it is time to."""
        now = self._clock()
        if kept and not self._told_kept:
            self._told_kept = True
            self._line(_KEPT[self._language].format(kept=kept), last=True)
        if done >= total:
            self.close()
            return
        live = self._stream.isatty()
        if now - self._begun < QUIET or (not live and now - self._said < EVERY_LINE):
            return
        self._said = now
        fresh = done - kept
        left = (now - self._begun) / fresh * (total - done) if fresh > 0 else float("nan")
        text = _LINE[self._language].format(
            done=done, total=total, share=done / total, left=spoken(left, self._language)
        )
        self._line(text, last=not live)

    def _line(self, text: str, *, last: bool) -> None:
        start = "\r" if self._open else ""
        self._stream.write(f"{start}{text}\x1b[K" if not last else f"{start}{text}\n")
        self._stream.flush()
        self._open = not last

    def close(self) -> None:
        """End the line that is being rewritten."""
        if self._open:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._open = False


def spoken(seconds: float, language: Language) -> str:
    """Return a length of time in the unit that fits it."""
    if isnan(seconds):
        return "?"
    units = _UNITS[language].split()
    for limit, size, unit in ((90.0, 1.0, 0), (5400.0, 60.0, 1)):
        if seconds < limit:
            return f"{max(round(seconds / size), 1)} {units[unit]}"
    return f"{seconds / 3600.0:.1f} {units[2]}"
