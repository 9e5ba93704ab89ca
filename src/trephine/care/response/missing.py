"""missing_tests: what was not done at a visit, and what it could change."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from trephine.care.response.answer import MissingTest
from trephine.care.response.disease import Disease
from trephine.care.response.seen import Seen
from trephine.care.response.wording import name
from trephine.core.response import Level, depth
from trephine.core.text import Text

# Far above any rise that a criterion asks for; only the level it leads to is used.
_MOST = Fraction(10**9)


def missing_tests(
    now: Seen, disease: Disease, grade: Callable[[Seen], Level]
) -> tuple[MissingTest, ...]:
    """Return the tests not done at ``now``, each with its best and worst consequence.

    ``grade`` gives the level of the visit with one value put in. Two tests that would have to be
    done together (light chains give difference and ratio at once) are put in together; otherwise
    each is taken alone, so that CR may need several of them.
    """
    level = grade(now)
    found = []
    for code, best, worst in _candidates(now, disease):
        at_best, at_worst = _in_order(grade(best), grade(worst))
        changes = {at_best, at_worst} != {level}
        label = name(code)
        found.append(
            MissingTest(
                code=code,
                at_best=at_best,
                at_worst=at_worst,
                changes=changes,
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


def _candidates(now: Seen, disease: Disease) -> list[tuple[str, Seen, Seen]]:
    found = []
    low, high = Fraction(0), _MOST
    if now.serum is None:
        found.append(("serum_m", replace(now, serum=low), replace(now, serum=high)))
    if now.urine is None:
        found.append(("urine_m", replace(now, urine=low), replace(now, urine=high)))
    if now.kappa is None or now.lambda_ is None:
        best = replace(now, kappa=Fraction(1), lambda_=Fraction(1), ratio_normal=True)
        chains = (low, high) if disease.involved == "lambda" else (high, low)
        worst = replace(now, kappa=chains[0], lambda_=chains[1], ratio_normal=False)
        found.append(("dflc" if disease.kind == "flc" else "flc_ratio", best, worst))
    if now.marrow is None:
        worst = replace(now, marrow=Fraction(100))
        found.append(("bm_pc", replace(now, marrow=low), worst))
    if now.spd is None:
        found.append(("plasmacytoma_spd", replace(now, spd=low), replace(now, spd=high)))
    for code, field, best_word, worst_word in (
        ("serum_ife", "serum_ife", "negative", "positive"),
        ("urine_ife", "urine_ife", "negative", "positive"),
        ("clonality", "clonality", "absent", "present"),
        ("new_lesion", "new_lesion", False, True),
    ):
        if getattr(now.visit, field) is None:
            found.append((code, _with(now, field, best_word), _with(now, field, worst_word)))
    return found


def _with(now: Seen, field: str, value: str | bool) -> Seen:  # noqa: FBT001  (a field's own value)
    visit = replace(now.visit, **{field: value})  # type: ignore[arg-type]  # names a field
    return replace(now, visit=visit)
