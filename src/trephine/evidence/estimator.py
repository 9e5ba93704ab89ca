"""Estimators of tau2 and tests by name: which kernel they run, and the papers behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from trephine.core.error import InputError
from trephine.core.text import Text
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


_EE = Estimator(name="EE", code=linear_tau2.EE, methods=("cochran-1954",))
ESTIMATORS = {
    "EE": _EE,
    "FE": _EE,
    "CE": _EE,
    "DL": Estimator(name="DL", code=linear_tau2.DL, methods=("dersimonian-laird-1986",)),
    "HE": Estimator(name="HE", code=linear_tau2.HE, methods=("hedges-olkin-1985",)),
    "HS": Estimator(name="HS", code=linear_tau2.HS, methods=("hunter-schmidt-1990",)),
    "HSk": Estimator(name="HSk", code=linear_tau2.HSK, methods=("brannick-potter-2019",)),
    "SJ": Estimator(name="SJ", code=linear_tau2.SJ, methods=("sidik-jonkman-2005",)),
    "PM": Estimator(name="PM", code=linear_tau2.PM, methods=("paule-mandel-1982",)),
    "PMM": Estimator(name="PMM", code=linear_tau2.PMM, methods=("viechtbauer-2021-median",)),
    "EB": Estimator(name="EB", code=linear_tau2.PM, methods=("morris-1983",)),
    "ML": Estimator(name="ML", code=linear_tau2.ML, methods=("raudenbush-2009",)),
    "REML": Estimator(
        name="REML", code=linear_tau2.REML, methods=("raudenbush-2009", "viechtbauer-2005")
    ),
    "DLIT": Estimator(name="DLIT", code=linear_tau2.DLIT, methods=("dersimonian-kacker-2007",)),
    "GENQ": Estimator(name="GENQ", code=linear_tau2.GENQ, methods=("jackson-turner-2014",)),
}
TESTS = {"z": Z, "t": T, "knha": KNHA, "adhoc": ADHOC}


def estimator(method: str) -> Estimator:
    """Return the estimator of that name, written as metafor writes it. Raises InputError.

    EB and PM solve the same equation, y'Py = k - p, and share a kernel.
    """
    return _choose(ESTIMATORS, method, "method")


def code_of_test(test: str) -> int:
    """Return the kernels' number of a test: z, t, knha or adhoc. Raises InputError."""
    return _choose(TESTS, test, "test")


def _choose(choices: Mapping[str, Choice], name: str, what: str) -> Choice:
    if name not in choices:
        raise InputError(
            what=Text(zh=f"未知的 {what}", en=f"unknown {what}"),
            where=what,
            found=repr(name),
            do=Text(zh=f"可选：{' '.join(choices)}", en=f"choose one of {' '.join(choices)}"),
        )
    return choices[name]
