"""``trephine trial design``: what many trials of a design would find in a virtual population."""

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.core.trial import Trial

OPTIONS = ("endpoint", "against", "n", "trials", "alpha", "wanted", "sides")
_TRIALS, _ALPHA, _WANTED = 2000, 0.05, 0.8
HELP = {
    "endpoint": Text(
        zh="design：终点：比例（如 ORR）或时间（如 MEDIAN_PFS）；写错时列出全部",
        en="design: an endpoint, a share (ORR, say) or a time (MEDIAN_PFS); a wrong one is answered"
        " by the list",
    ),
    "against": Text(
        zh="design：与哪一组比，或一个参照：比例（0–1，不含两端）或中位月数；默认第二组",
        en="design: the other arm, or a reference: a share between 0 and 1, or a median in months"
        " (default: the second arm)",
    ),
    "n": Text(
        zh="design：每组例数；另试其 1/4、1/2、1.5 与 2 倍",
        en="design: patients an arm; a quarter, half, one and a half times and twice of it besides",
    ),
    "trials": Text(
        zh=f"design：每种例数抽多少次试验（默认 {_TRIALS}）",
        en=f"design: trials drawn of each size (default {_TRIALS})",
    ),
    "alpha": Text(zh=f"design：水平（默认 {_ALPHA:g}）", en=f"design: level (default {_ALPHA:g})"),
    "wanted": Text(
        zh=f"design：想要的把握度（默认 {_WANTED:g}）",
        en=f"design: the power wanted (default {_WANTED:g})",
    ),
    "sides": Text(
        zh="design：two-sided greater less（默认 two-sided）",
        en="design: two-sided greater less (default two-sided)",
    ),
}


def add_options(p: argparse.ArgumentParser, language: Language) -> None:
    """Add what a design alone is asked with."""
    p.add_argument("--endpoint", help=HELP["endpoint"][language])
    p.add_argument("--against", help=HELP["against"][language])
    p.add_argument("--n", type=int, help=HELP["n"][language])
    p.add_argument("--trials", type=int, help=HELP["trials"][language])
    p.add_argument("--alpha", type=float, help=HELP["alpha"][language])
    p.add_argument("--wanted", type=float, help=HELP["wanted"][language])
    p.add_argument(
        "--sides", choices=("two-sided", "greater", "less"), help=HELP["sides"][language]
    )


def design_of(trial: "Trial", asked: argparse.Namespace, language: Language) -> tuple[Any, Text]:
    """Run the trial, or read what of it is in ``--out``, and draw designs from its patients.

    Return the design and what is compared. Raises InputError for a comparison that cannot be.
    """
    from trephine.loop.design import (  # noqa: PLC0415  (for design alone)
        check_design,
        share_endpoints,
        time_endpoints,
    )
    from trephine.loop.design_size import design_size, sizes_about  # noqa: PLC0415  (likewise)
    from trephine.loop.run_trial import run_trial  # noqa: PLC0415  (likewise)
    from trephine.mechanism.progress import Progress  # noqa: PLC0415  (likewise)
    from trephine.reports.design_text import design_compared  # noqa: PLC0415  (likewise)

    arms = [one.id for one in trial.arms]
    first = asked.arm or arms[0]
    one_of("--arm", first, arms)
    other, reference = _against(asked.against, [one for one in arms if one != first])
    one_of("--endpoint", asked.endpoint or "", (*share_endpoints(), *time_endpoints()))
    wanted = _WANTED if asked.wanted is None else asked.wanted
    if asked.n is None or not 0.0 < wanted < 1.0:
        raise InputError(
            what=Text(
                zh="设计缺少例数，或把握度不能取此值", en="A design needs its size and power"
            ),
            where="--n, --wanted",
            found=f"{asked.n}, {wanted:g}",
            do=Text(zh="--n 100；把握度在 0 与 1 之间", en="--n 100; a power between 0 and 1"),
        )
    trials = _TRIALS if asked.trials is None else asked.trials
    alpha = _ALPHA if asked.alpha is None else asked.alpha
    check_design(asked.endpoint, asked.n, trials, alpha, reference, two=other is not None)
    found = run_trial(trial, out=asked.out, advance=Progress(sys.stderr, language, time.monotonic))
    if not found.is_whole:
        raise InputError(
            what=Text(
                zh="运行中断，不从部分患者抽取", en="The run was interrupted: no part is drawn from"
            ),
            where="trephine trial design",
            found=f"{found.finished} / {found.total}",
            do=Text(
                zh="同样的命令再运行一次；给 --out 则接着算",
                en="Give the same command again; with --out it goes on",
            ),
        )
    design = design_size(
        found.tables[first],
        sizes_about(asked.n),
        endpoint=asked.endpoint,
        trials=trials,
        seed=trial.seed,
        wanted=wanted,
        other=None if other is None else found.tables[other],
        reference=reference,
        alpha=alpha,
        sides=asked.sides or "two-sided",
    )
    against = None if other is None else trial.arm(other).label
    months = asked.endpoint in time_endpoints()
    return design, design_compared(trial.arm(first).label, against, reference, months=months)


def _against(named: str | None, others: list[str]) -> tuple[str | None, float | None]:
    """Return the other arm, or the reference."""
    if named is None and others:
        return others[0], None
    try:
        reference = float(named or "")
    except ValueError:
        one_of("--against", named or "—", [*others, "0.5"])
        return named, None
    return (named, None) if named in others else (None, reference)
