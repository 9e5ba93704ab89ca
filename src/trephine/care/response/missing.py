"""missing_tests: what was not done at a visit, and what it could change."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from trephine.care.response.answer import MissingTest
from trephine.care.response.before import Before, with_result
from trephine.care.response.disease import Disease
from trephine.care.response.seen import Seen
from trephine.care.response.wording import name
from trephine.core.response import Level, depth
from trephine.core.text import Text

# Far above any rise that a criterion asks for; only the level it leads to is used.
_MOST = Fraction(10**9)
_LEAST = Fraction(0)

# A code, and the visit with what holds at it: at the best value, at the worst.
_Candidate = tuple[str, tuple[Seen, Before], tuple[Seen, Before]]


def missing_tests(
    now: Seen, held: Before, disease: Disease, grade: Callable[[Seen, Before], Level]
) -> tuple[MissingTest, ...]:
    """Return the tests not done at ``now``, each with its best and worst consequence.

    ``grade`` gives the level of the visit with one value put in. Light chains give difference and
    ratio at once; every other test is taken alone, so that CR may need several of them.
    """
    level = grade(now, held)
    found = []
    for code, best, worst in (*_measured(now, held, disease), *_stated(now, held)):
        at_best, at_worst = _in_order(grade(*best), grade(*worst))
        label = name(code)
        found.append(
            MissingTest(
                code=code,
                at_best=at_best,
                at_worst=at_worst,
                changes={at_best, at_worst} != {level},
                text=Text(
                    zh=f"{label.zh}未查：若补查，级别在 {at_worst} 至 {at_best} 之间",
                    en=f"{label.en} not done: with it the level lies between {at_worst} and "
                    f"{at_best}",
                ),
            )
        )
    return tuple(found)


def _in_order(one: Level, other: Level) -> tuple[Level, Level]:
    return (one, other) if depth(one) >= depth(other) else (other, one)


def _measured(now: Seen, held: Before, disease: Disease) -> list[_Candidate]:
    found: list[_Candidate] = []
    if now.serum is None:
        best, worst = replace(now, serum=_LEAST), replace(now, serum=_MOST)
        found.append(("serum_m", (best, held), (worst, held)))
    if now.urine is None:
        best, worst = replace(now, urine=_LEAST), replace(now, urine=_MOST)
        found.append(("urine_m", (best, held), (worst, held)))
    if now.kappa is None or now.lambda_ is None:
        best = replace(now, kappa=Fraction(1), lambda_=Fraction(1), ratio_normal=True)
        kappa, lambda_ = (_LEAST, _MOST) if disease.involved == "lambda" else (_MOST, _LEAST)
        worst = replace(now, kappa=kappa, lambda_=lambda_, ratio_normal=False)
        code = "dflc" if disease.kind == "flc" else "flc_ratio"
        found.append((code, (best, held), (worst, held)))
    for code, field, most in (
        ("bm_pc", "marrow", Fraction(100)),
        ("plasmacytoma_spd", "spd", _MOST),
    ):
        if getattr(now, field) is None:
            best, worst = _with(now, field, _LEAST), _with(now, field, most)
            found.append(
                (
                    code,
                    (best, with_result(held, now.day, field, _LEAST)),
                    (worst, with_result(held, now.day, field, most)),
                )
            )
    return found


def _stated(now: Seen, held: Before) -> list[_Candidate]:
    found: list[_Candidate] = []
    for field in ("serum_ife", "urine_ife"):
        if getattr(now.visit, field) is None:
            best, worst = (_said(now, field, word) for word in ("negative", "positive"))
            found.append((field, (best, held), (worst, held)))
    for code, field, known in (
        ("clonality", "clonal", now.visit.clonality),
        ("new_lesion", "new_lesion", now.visit.new_lesion),
    ):
        if known is None:
            absent, present = (
                (now, with_result(held, now.day, field, Fraction(value))) for value in (0, 1)
            )
            found.append((code, absent, present))
    return found


def _with(now: Seen, field: str, value: Fraction) -> Seen:
    changed: dict[str, Any] = {field: value}
    return replace(now, **changed)


def _said(now: Seen, field: str, word: str) -> Seen:
    changed: dict[str, Any] = {field: word}
    return replace(now, visit=replace(now.visit, **changed))
