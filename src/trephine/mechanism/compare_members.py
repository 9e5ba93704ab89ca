"""with_member: an arm under one member of a fitted ensemble."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from trephine.core.error import InputError
from trephine.core.kinetics import Ensemble
from trephine.core.product import Product
from trephine.core.text import Text
from trephine.mechanism.fit.fitted import member_of
from trephine.mechanism.virtual_arm import VirtualArm


def with_member(
    arm: VirtualArm, products: Sequence[Product], ensemble: Ensemble, member: int | None
) -> tuple[VirtualArm, tuple[Product, ...]]:
    """Return the arm and the products it may refer to, with a member's values (None: the mean).

    An arm's own dose and name stay. Raises InputError for a member that there is not.
    """
    if member is not None and not 0 <= member < len(ensemble.members):
        raise InputError(
            what=Text(zh="没有这一组拟合参数", en="There is no such member of the ensemble"),
            where="ensemble",
            found=str(member),
            do=Text(
                zh=f"写 mean，或 0 至 {len(ensemble.members) - 1}",
                en=f"mean, or 0 to {len(ensemble.members) - 1}",
            ),
        )
    own = replace(
        arm,
        product=member_of(ensemble, arm.product, member),
        second=member_of(ensemble, arm.second, member) if arm.second else None,
    )
    return own, tuple(member_of(ensemble, one, member) for one in products)


def chosen_members(ensemble: Ensemble, count: int) -> tuple[int, ...]:
    """Return up to ``count`` members, evenly spaced along their weights.

    A member of a large weight that would come several times comes once. Raises InputError.
    """
    if not 1 <= count <= len(ensemble.members):
        raise InputError(
            what=Text(zh="没有这么多组拟合参数", en="The ensemble has not so many members"),
            where="members",
            found=str(count),
            do=Text(
                zh=f"请给出 1 至 {len(ensemble.members)}", en=f"Give 1 to {len(ensemble.members)}"
            ),
        )
    sums = list(accumulate(ensemble.weights))
    found = []
    for at in range(count):
        point = (at + 0.5) / count * sums[-1]
        found.append(next(i for i, upto in enumerate(sums) if upto >= point))
    return tuple(dict.fromkeys(found))
