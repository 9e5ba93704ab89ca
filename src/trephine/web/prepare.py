"""prepare: what is made once for this state of the code: compiled kernels and the first page."""

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from trephine.core.cache import write_atomically
from trephine.core.text import Language, Text
from trephine.web.landing.kept import kept_landing
from trephine.web.settings import ServerSettings
from trephine.web.state import HOME, KERNELS, state_of
from trephine.web.warm import warm_diagnostics, warm_figures, warm_model, warm_pooling

Say = Callable[[str], None]
_ONCE = Text(
    zh="首次启动：编译计算内核并准备首页内容（仅此一次，约一两分钟）…",
    en="First start: compiling kernels and making the first page (once, a minute or two) …",
)
_STEP = Text(
    zh="  {done}/{n} {what}（{seconds:.0f} 秒）", en="  {done}/{n} {what} ({seconds:.0f} s)"
)
# The longest first, so that two processes end at about the same time.
_STEPS = {
    warm_pooling: Text(zh="合并", en="pooling"),
    warm_diagnostics: Text(zh="敏感性与影响诊断", en="sensitivity and influence"),
    warm_model: Text(zh="机制模型", en="the mechanistic model"),
    warm_figures: Text(zh="图中字体", en="fonts of figures"),
}
_PAGE = Text(zh="首页", en="the first page")


def stamp_of(folder: Path) -> Path:
    """Return the file that says that this state of the code, in this place, is prepared."""
    return folder / f"prepared-{state_of(KERNELS)}"


def is_prepared(folder: Path) -> bool:
    """Tell whether there is nothing left to prepare."""
    stamp = stamp_of(folder)
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _home()


def prepare(settings: ServerSettings, say: Say, language: Language) -> None:
    """Compile and make what is not there yet, telling ``say`` how far it is.

    Kernels are compiled in two processes of their own and loaded from their cache afterwards.
    """
    folder = settings.cache
    if is_prepared(folder):
        kept_landing(folder)
        return
    began = time.monotonic()
    say(_ONCE[language])
    n = len(_STEPS) + 1
    context = multiprocessing.get_context("spawn")
    workers = min(2, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        steps = {pool.submit(step): words for step, words in _STEPS.items()}
        for done, step in enumerate(as_completed(steps), 1):
            step.result()
            say(_line(language, done, n, steps[step], began))
    kept_landing(folder)
    say(_line(language, n, n, _PAGE, began))
    write_atomically(stamp_of(folder), _home().encode())


def _line(language: Language, done: int, n: int, what: Text, began: float) -> str:
    seconds = time.monotonic() - began
    return _STEP[language].format(done=done, n=n, what=what[language], seconds=seconds)


def _home() -> str:
    """Return where this installation lies: its kernels are cached beside it."""
    return str(HOME)
