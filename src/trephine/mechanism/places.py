"""places: which of a model's parameters a name means, in a run of one or two products."""

from collections.abc import Collection, Container

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.option import names_near
from trephine.core.text import Text

FIRST, SECOND = "1", "2"


def ids_of(name: str, known: Container[str], places: Collection[str]) -> tuple[str, ...]:
    """Return the parameters that ``name`` means: itself, or one for each of the places.

    ``rhoE`` is ``rhoE1`` for the first product infused and ``rhoE2`` for the second. Empty where
    the model has neither.
    """
    if name in known:
        return (name,)
    placed = tuple(name + place for place in places)
    return placed if placed and all(one in known for one in placed) else ()


def base_of(name: str, known: Container[str]) -> str:
    """Return a parameter's name without the number of its place, where it has one.

    Names that end in 1 and 2 and 3 (``mu1``, ``mu2``, ``mu3``) are a list, not places.
    """
    stem = name[:-1]
    if not name.endswith((FIRST, SECOND)) or not stem:
        return name
    pair = stem + FIRST in known and stem + SECOND in known and stem + "3" not in known
    return stem if pair else name


def unknown_parameter(model: Model, name: str, where: str) -> InputError:
    """Return the refusal of a name that is no parameter of the model, with those near it."""
    known = {one.id for one in model.parameters}
    return InputError(
        what=Text(zh="模型没有这个参数", en="the model has no such parameter"),
        where=where,
        found=name,
        do=names_near(
            name, known | {base_of(one, known) for one in known}, listed="trephine model show"
        ),
    )
