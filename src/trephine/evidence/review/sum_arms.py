"""sum_arms: the arms of one study as one, their people and counts added."""

from collections.abc import Sequence

from trephine.core.percentage import counts_from_percentage
from trephine.core.study import Arm, Counts, NotReported, Outcome, Percentage
from trephine.core.text import Text

INFERRED = Text(
    zh="合计中有由百分数推出的例数", en="the sum holds a count inferred from a percentage"
)
PARTLY = Text(
    zh="不是每一组都有这一结局的例数，不能合计",
    en="not every arm gives a count of the outcome: there is no sum",
)


def sum_arms(arms: Sequence[Arm]) -> Arm:
    """Return one arm with the people of all; a fact is kept where every arm has the same.

    A count is the sum of the arms' counts, a percentage entering where exactly one count gives it
    (``INFERRED`` says so). An outcome that any arm leaves open is not reported (``PARTLY``):
    a sum over some arms would be of other people. Medians have no sum and are left out.
    """
    if len(arms) == 1:
        return arms[0]
    keys = dict.fromkeys(one.key for arm in arms for one in arm.outcomes)
    summed = (_sum([_of(arm, key) for arm in arms]) for key in keys)
    return Arm(
        name="",
        n=sum(one.n for one in arms),
        product=_same([one.product for one in arms]),
        costimulatory_domain=_same([one.costimulatory_domain for one in arms]),
        outcomes=tuple(one for one in summed if one is not None),
    )


def _of(arm: Arm, key: str) -> Outcome | None:
    return next((one for one in arm.outcomes if one.key == key), None)


def _sum(found: Sequence[Outcome | None]) -> Outcome | None:
    told = [one for one in found if one is not None]
    if not any(isinstance(one.value, Counts | Percentage) for one in told):
        return None
    first = told[0]
    counts = [_count(one) if one else None for one in found]
    held = [one for one in counts if one is not None]
    whole = len(held) == len(found)
    inferred = any(isinstance(one.value, Percentage) for one in told)
    return Outcome(
        key=first.key,
        value=Counts(events=sum(one.events or 0 for one in held), n=sum(one.n for one in held))
        if whole
        else NotReported(printed=""),
        mark=first.mark,
        population=first.population,
        note=(INFERRED if inferred else None) if whole else PARTLY,
    )


def _count(one: Outcome) -> Counts | None:
    if isinstance(one.value, Counts):
        return one.value if one.value.events is not None else None
    if not isinstance(one.value, Percentage):
        return None
    fitting = counts_from_percentage(one.value)
    return Counts(events=fitting[0].events, n=one.value.n) if len(fitting) == 1 else None


def _same(words: Sequence[str]) -> str:
    return words[0] if len(set(words)) == 1 else ""
