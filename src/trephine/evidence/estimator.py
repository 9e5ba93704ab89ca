"""Estimators of tau2 and tests by name: which kernel they run, and the papers behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.choice import METHODS
from trephine.evidence.kernel import linear_tau2
from trephine.evidence.kernel.linear_fit import ADHOC, KNHA, T, Z

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimator:
    """One way to estimate tau2 in a model with moderators: kernel code and method keys."""

    name: str
    code: int
    methods: tuple[str, ...]

    @property
    def is_random(self) -> bool:
        """Whether the model has a variance between studies at all."""
        return self.code != linear_tau2.EE


_CODES = {
    "EE": linear_tau2.EE,
    "FE": linear_tau2.EE,
    "CE": linear_tau2.EE,
    "DL": linear_tau2.DL,
    "HE": linear_tau2.HE,
    "HS": linear_tau2.HS,
    "HSk": linear_tau2.HSK,
    "SJ": linear_tau2.SJ,
    "PM": linear_tau2.PM,
    "MP": linear_tau2.PM,
    "PMM": linear_tau2.PMM,
    "EB": linear_tau2.PM,
    "ML": linear_tau2.ML,
    "REML": linear_tau2.REML,
    "DLIT": linear_tau2.DLIT,
    "GENQ": linear_tau2.GENQ,
}
ESTIMATORS = {
    name: Estimator(name=name, code=code, methods=METHODS[name].methods)
    for name, code in _CODES.items()
}
TESTS = {"z": Z, "t": T, "knha": KNHA, "adhoc": ADHOC}


def estimator(method: str) -> Estimator:
    """Return the estimator of that name, written as metafor writes it. Raises MethodError.

    EB and PM solve the same equation, y'Py = k - p, and share a kernel.
    """
    return _choose(ESTIMATORS, method, "method")


def code_of_test(test: str) -> int:
    """Return the kernels' number of a test: z, t, knha or adhoc. Raises MethodError."""
    return _choose(TESTS, test, "test")


def _choose(choices: Mapping[str, Choice], name: str, what: str) -> Choice:
    if name not in choices:
        raise MethodError(
            what=Text(zh=f"未知的 {what}", en=f"unknown {what}"),
            where=what,
            found=repr(name),
            do=Text(zh=f"可选：{' '.join(choices)}", en=f"choose one of {' '.join(choices)}"),
        )
    return choices[name]
