"""watched: the model's quantities that a ward has to be shown at every round."""

from trephine.loop.ward.ward_given import WardGiven
from trephine.mechanism.evaluate import names_in
from trephine.mechanism.observe.rounds import Rounds


def watched(given: WardGiven, rounds: Rounds) -> tuple[str, ...]:
    """Return what readings, hazards, statements and support take from the model, in order."""
    acts = given.acts
    terms = {one.id for one in given.readouts.terms}
    states = {one.id for one in acts.support.states}
    schedules = {one.id for one in given.readouts.schedules}
    found = {*rounds.names(schedules, states), *rounds.hazard_names}
    model = {one.id for one in given.model.states} | {one.id for one in given.model.assignments}
    texts = [one.hazard for one in acts.deaths] + [one.formula for one in acts.support.terms]
    for one in acts.statements:
        texts += [one.formula, one.when or "1"]
    for text in texts:
        found |= names_in(text) & model - terms
    return tuple(sorted(found))
