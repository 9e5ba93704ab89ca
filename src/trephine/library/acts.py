"""acts: what a virtual trial carries out, states and lets happen, for one model."""

from functools import cache
from pathlib import Path

from trephine.core.act import (
    Act,
    ActChoice,
    ActEffect,
    ActHold,
    ActLeft,
    ActProtection,
    ActReading,
    Acts,
    DeathCause,
    LeftUnknown,
    PastQuantity,
    SecondCourse,
    StatedByRule,
    Support,
    SupportMove,
    SupportState,
    WrittenByRun,
)
from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.readout import ReadoutTerm
from trephine.core.text import Text
from trephine.core.ward_rounds import WardRounds
from trephine.library.act_check import check_acts
from trephine.library.act_file import ActFile, Grounds, ReadingEntry
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, read_toml, said, written

FOLDER = ROOT / "acts"


@cache
def acts(model: str = "bcma_cart") -> Acts:
    """Return what is carried out for ``model``: acts, choices, support, statements, deaths.

    It does not carry anything out. Raises ContentError, with file and line, for an order, advice,
    observable, code, state, strategy or decision that there is not, for a formula that uses a name
    not known there, and for an order or advice that has no act and no reason why not.
    """
    path = FOLDER / f"{model}.toml"
    file = read_toml(path, ActFile)
    check_acts(file, path)
    return _Built(file, path).acts()


class _Built:
    """Turns the entries of one file into nouns."""

    def __init__(self, file: ActFile, path: Path) -> None:
        self.file = file
        self.path = path

    def marked(self, one: Grounds, *steps: str | int) -> Mark:
        where: Where = written(self.path, *steps)
        given = [one.why is not None, one.at is not None, bool(one.derived)]
        if sum(given) != 1 or bool(one.derived) != bool(one.of):
            raise ContentError(
                what=Text(zh="没有出处，或不止一种", en="no mark is given, or more than one"),
                where=said(where),
                found=f"{sum(given)}",
                do=Text(
                    zh="写 why、at 或 derived 与 of 之一", en="write why, at, or derived with of"
                ),
            )
        if one.at is not None:
            check_source(one.at.source, where)
            return Read(locator=one.at)
        if one.why is not None:
            return Assumed(reason=one.why, on=self.file.on)
        for place in one.of:
            check_source(place.source, where)
        return Derived(formula=one.derived, inputs=one.of)

    def acts(self) -> Acts:
        file = self.file
        past = Assumed(reason=file.past_why, on=file.on)
        return Acts(
            model=file.model,
            rounds=self.rounds(),
            kinds=file.kind,
            acts=tuple(
                Act(
                    id=one.id,
                    kind=one.kind,
                    trigger=one.trigger,
                    codes=one.codes,
                    label=one.label,
                    mark=self.marked(one.mark, "act", i, "mark"),
                    effects=tuple(
                        ActEffect(state=name, formula=text) for name, text in one.effects.items()
                    ),
                    readings=_readings(one.readings),
                    holds=tuple(
                        ActHold(state=name, level=level) for name, level in one.holds.items()
                    ),
                    protection=None
                    if one.protection is None
                    else ActProtection(
                        where=one.protection.where,
                        hours=one.protection.hours,
                        without=one.protection.without,
                    ),
                    shortens=one.shortens,
                    infusion=one.infusion,
                    lasts=one.lasts,
                    when=one.when,
                    stop=one.stop,
                    every=one.every,
                    most=one.most,
                    between=one.between,
                    note=one.note,
                )
                for i, one in enumerate(file.act)
            ),
            choices=tuple(
                ActChoice(
                    id=one.id,
                    acts=one.acts,
                    mark=self.marked(one.mark, "choice", i, "mark"),
                    one_interval=one.one_interval,
                )
                for i, one in enumerate(file.choice)
            ),
            left=tuple(
                ActLeft(trigger=one.trigger, code=code, reason=one.reason)
                for one in file.left
                for code in one.codes
            ),
            support=self.support(),
            past=tuple(
                PastQuantity(
                    id=one.id,
                    label=one.label,
                    what=one.what,
                    of=one.of,
                    otherwise=one.otherwise,
                    mark=past,
                    within=one.within,
                    since=one.since,
                    code=one.code,
                    whole=one.whole,
                )
                for one in file.past
            ),
            statements=tuple(
                StatedByRule(
                    observable=one.observable,
                    formula=one.formula,
                    mark=self.marked(one.mark, "statement", i, "mark"),
                    when=one.when,
                    once=one.once,
                    from_model=one.from_model,
                    cutpoints=one.cutpoints,
                    last_code=one.last_code,
                )
                for i, one in enumerate(file.statement)
            ),
            unknown=tuple(
                LeftUnknown(observable=name, reason=one.reason)
                for one in file.unknown
                for name in one.observables
            ),
            written=tuple(
                WrittenByRun(observable=name, how=one.how)
                for one in file.written
                for name in one.observables
            ),
            deaths=tuple(
                DeathCause(
                    id=one.id,
                    label=one.label,
                    hazard=one.hazard,
                    mark=self.marked(one.mark, "death", i, "mark"),
                    stated=one.stated,
                )
                for i, one in enumerate(file.death)
            ),
            second=self.second(),
        )

    def second(self) -> SecondCourse | None:
        entry = self.file.second
        if entry is None:
            return None
        return SecondCourse(
            schedules=entry.schedules,
            shared=entry.shared,
            where=entry.where,
            mark=self.marked(entry.mark, "second", "mark"),
        )

    def rounds(self) -> WardRounds:
        entry = self.file.rounds
        return WardRounds(
            given_after=entry.given_after,
            moved_after=entry.moved_after,
            found_before=entry.found_before,
            early=entry.early,
            course=entry.course,
            stay=entry.stay,
            spans=entry.spans,
            in_hospital=entry.in_hospital,
            confirm_after=entry.confirm_after,
            confirm=entry.confirm,
            mark=self.marked(entry.mark, "rounds", "mark"),
        )

    def support(self) -> Support:
        entry = self.file.support
        mark = self.marked(entry.mark, "support", "mark")
        return Support(
            minutes=entry.minutes,
            states=tuple(
                SupportState(
                    id=one.id,
                    label=one.label,
                    most=one.most,
                    mark=self.marked(one.mark, "support", "state", i, "mark"),
                    observable=one.observable,
                    levels=one.levels,
                    reading=one.reading,
                    hours=one.hours,
                )
                for i, one in enumerate(entry.state)
            ),
            moves=tuple(
                SupportMove(
                    decision=one.decision,
                    value=one.value,
                    state=one.state,
                    change=one.change,
                    level=one.level,
                    readings=_readings(one.readings),
                )
                for one in entry.move
            ),
            terms=tuple(
                ReadoutTerm(id=one.id, label=one.label, formula=one.formula, mark=mark)
                for one in entry.term
            ),
            mark=mark,
        )


def _readings(entries: tuple[ReadingEntry, ...]) -> tuple[ActReading, ...]:
    return tuple(
        ActReading(observable=one.observable, formula=one.formula, of=one.of) for one in entries
    )
