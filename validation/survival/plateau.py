"""How often the test of a plateau speaks: without one (its size), and with one (its power).

Weibull times (shape 1.2, scale 10), uniform accrual; 200 trials a row, seeds 1 to 200. Writes a
Markdown table.
"""

import numpy as np

from trephine.evidence.kernel.special import chi2_sf
from trephine.evidence.survival.fit_survival import fit_survival
from trephine.evidence.survival.follow_up import FollowUp, follow_up
from trephine.evidence.survival.sufficient_follow_up import sufficient_follow_up

TRIALS = 200


def trial(seed: int, n: int, cured: float, follow: tuple[float, float]) -> FollowUp:
    rng = np.random.default_rng(seed)
    event = np.where(rng.random(n) < cured, np.inf, 10.0 * rng.weibull(1.2, n))
    censor = rng.uniform(*follow, n)
    return follow_up(np.minimum(event, censor), event <= censor)


def share_found(distribution: str, n: int, cured: float, follow: tuple[float, float]) -> tuple:
    """Return how often P < 0.05, and how often alpha < 0.05."""
    told = enough = 0
    for seed in range(1, TRIALS + 1):
        group = trial(seed, n, cured, follow)
        plain = fit_survival(group, distribution)
        cure = fit_survival(group, distribution, cure=True)
        LR = max(0.0, 2.0 * (cure.log_likelihood - plain.log_likelihood))
        told += LR > 1e-7 and 0.5 * chi2_sf(LR, 1.0) < 0.05
        enough += sufficient_follow_up(group).alpha < 0.05
    return told / TRIALS, enough / TRIALS


CASES = (
    ("weibull", 60, 0.0, (20.0, 60.0)), ("weibull", 60, 0.0, (6.0, 18.0)),
    ("weibull", 60, 0.15, (20.0, 60.0)), ("weibull", 60, 0.15, (6.0, 18.0)),
    ("weibull", 200, 0.0, (6.0, 18.0)), ("weibull", 200, 0.15, (20.0, 60.0)),
    ("log-logistic", 60, 0.0, (20.0, 60.0)),
)  # fmt: skip


def main() -> None:
    print("| fitted | n | cured | follow-up | P < 0.05 | alpha < 0.05 |\n|---|---|---|---|---|---|")
    for distribution, n, cured, follow in CASES:
        told, enough = share_found(distribution, n, cured, follow)
        months = f"{follow[0]:g} to {follow[1]:g}"
        print(
            f"| {distribution} | {n} | {cured:.0%} | {months} | {told:.1%} | {enough:.1%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
