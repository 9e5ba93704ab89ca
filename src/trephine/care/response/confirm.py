"""confirm: the best level and the progression that a second assessment bore out."""

from dataclasses import dataclass

from trephine.care.response.answer import ConfirmedProgression, VisitResponse
from trephine.care.response.options import ResponseOptions
from trephine.core.response import Level, depth, lower


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The best confirmed level before progression, progression, and the day CR was confirmed.

    ``best`` is None where no visit before progression could be judged. ``cr_day`` is the first day
    of a confirmed CR or better.
    """

    best: Level | None
    progression: ConfirmedProgression | None
    cr_day: int | None


def confirm(
    visits: tuple[VisitResponse, ...], new_therapy: int | None, options: ResponseOptions
) -> Confirmed:
    """Return what is confirmed over visits in order of day.

    A pair of consecutive evaluable visits confirms the lower of the two levels; NE is passed over.
    A response needs both visits before new therapy begins (a visit on that day is not before it).
    """
    evaluable = [one for one in visits if one.level != "NE"]
    found = _progression(evaluable, new_therapy, options)
    until = [one for one in evaluable if found is None or one.day < found.first_day]
    before = [one for one in until if new_therapy is None or one.day < new_therapy]
    best: Level | None = "SD" if until else None
    cr_day = None
    for index, one in enumerate(before):
        if options.confirmation == "not_required":
            pair = one.level
        elif index + 1 < len(before):
            pair = lower(one.level, before[index + 1].level)
        else:
            continue
        if best is None or depth(pair) > depth(best):
            best = pair
        if cr_day is None and depth(pair) >= depth("CR"):
            cr_day = one.day
    return Confirmed(best=best, progression=found, cr_day=cr_day)


def _progression(
    evaluable: list[VisitResponse], new_therapy: int | None, options: ResponseOptions
) -> ConfirmedProgression | None:
    for index, one in enumerate(evaluable):
        if one.level != "PD":
            continue
        at_once = options.confirmation == "not_required" or (
            options.progression_without_repeat == "confirmed_at_once"
            and any(not reason.repeatable for reason in one.progression)
        )
        second = evaluable[index + 1] if index + 1 < len(evaluable) else None
        borne_out = one if at_once else second
        if borne_out is None or borne_out.level != "PD":
            continue
        late = new_therapy is not None and borne_out.day >= new_therapy
        if late and options.pd_confirmation_after_new_therapy == "not_allowed":
            continue
        reasons = tuple(reason.code for reason in one.progression)
        return ConfirmedProgression(
            first_day=one.day,
            first_at=one.at,
            confirmed_day=borne_out.day,
            reason=reasons[0],
            reasons=reasons,
            after_new_therapy=new_therapy is not None and one.day >= new_therapy,
        )
    return None
