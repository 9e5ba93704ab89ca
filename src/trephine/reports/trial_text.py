"""trial_text: a virtual trial's outcomes and how they stand beside the evidence, for a terminal."""

from math import isnan

from trephine.core.text import Language, Text
from trephine.core.trial import Trial
from trephine.library import outcome
from trephine.library.endpoints import endpoint
from trephine.loop.compare.compare_arm import ComparedArm, ComparedRow
from trephine.loop.compare.paired_arms import PairedArms
from trephine.loop.outcomes.arm_results import ArmResults
from trephine.loop.results import TrialResults
from trephine.reports import trial_spread as spread
from trephine.reports import trial_words as words


def trial_text(found: TrialResults, language: Language) -> str:
    """Return the whole result in one language; its first line and each heading say simulated."""
    trial = found.trial
    lines = [
        words.SIMULATED[language],
        head_words(trial, language),
    ]
    if trial.ensemble is not None:
        lines.append(spread.ensemble_words(trial, language))
    if trial.question is not None:
        lines.append(question_words(trial, language))
    for at, (planned, arm, compared, pooled) in enumerate(
        zip(trial.arms, found.arms, found.compared, found.pooled, strict=True)
    ):
        lines += ["", arm_heading(found, arm, language)]
        lines += [f"  {line}" for line in outcome_lines(arm, language)]
        ranges = spread.range_lines(found, at, language)
        if ranges:
            lines.append(f"  {spread.heading_words(found, language)}")
            lines += [f"    {line}" for line in ranges]
        lines += ["", f"{words.EVIDENCE[language]}: {planned.label[language]}"]
        if compared.differs is not None:
            lines.append(f"  {words.differs_words(compared, language)}")
        lines += [f"  {line}" for line in evidence_lines(compared, language)]
        lines += [f"  {tally_words(compared, language)}", f"  {words.WRONG[language]}"]
        wrong = [row_line(one, language) for one in furthest(compared)]
        lines += [f"    {line}" for line in wrong or [words.RIGHT[language]]]
        if pooled:
            lines.append(f"  {words.POOLED[language]}")
            lines += [
                f"    {words.pooled_words(one, outcome(one.outcome).label, language)}"
                for one in pooled
            ]
    for at, (pair, trade) in enumerate(zip(found.pairs, found.trade_offs, strict=True)):
        lines += ["", pair_heading(found, pair, language), f"  {words.PAIRS_NOTE[language]}"]
        lines += [f"  {line}" for line in pair_lines(pair, language)]
        if trade is not None:
            lines.append(f"  {words.trade_words(trade, language)}")
        more = spread.pair_spread_lines(found, at, language)
        if more:
            lines.append(f"  {spread.PAIR_HEADING[language]}")
            lines += [f"    {line}" for line in more]
    return "\n".join(lines)


def head_words(trial: Trial, language: Language) -> str:
    """Return which trial it is: title, population, patients, horizon, seed."""
    return words.HEAD[language].format(
        id=trial.id, title=trial.title[language], population=trial.population,
        n=trial.patients, days=trial.days, seed=trial.seed,
    )  # fmt: skip


def question_words(trial: Trial, language: Language) -> str:
    """Return what the trial asks, as a hypothesis; empty where it asks nothing."""
    if trial.question is None:
        return ""
    return words.HYPOTHESIS[language].format(question=trial.question[language])


def pair_heading(found: TrialResults, pair: PairedArms, language: Language) -> str:
    """Return which arm is held against the first, and in how many patients."""
    first, other = (found.trial.arm(name).label[language] for name in (pair.first, pair.other))
    return words.PAIRS[language].format(first=first, other=other, n=pair.matched)


def pair_lines(pair: PairedArms, language: Language) -> list[str]:
    """Return one line for each endpoint that some patient changed in, and one for the others."""
    changed = [one for one in pair.shares.values() if one.only_first or one.only_other]
    same = [one for one in pair.shares.values() if not (one.only_first or one.only_other)]
    lines = [words.pair_words(one, language) for one in changed]
    lines += [words.paired_time_words(one, language) for one in pair.times.values()]
    if same:
        joined = "、" if language == "zh" else ", "
        named = joined.join(one.label[language] for one in same)
        lines.append(words.UNCHANGED[language].format(named=named))
    return lines


def left_out_words(arm: ArmResults, language: Language) -> str:
    """Return the endpoints without an answer by their labels, each with the reason."""
    joined = "；" if language == "zh" else "; "
    form = "{label}（{why}）" if language == "zh" else "{label} ({why})"
    named = joined.join(
        form.format(label=endpoint(key).label[language], why=why[language])
        for key, why in arm.left_out.items()
    )
    return words.LEFT_OUT[language].format(named=named)


def arm_heading(found: TrialResults, arm: ArmResults, language: Language) -> str:
    """Return the heading of an arm: label, product, how many were simulated to the end."""
    planned = found.trial.arm(arm.arm)
    return words.ARM[language].format(
        label=planned.label[language], id=arm.arm, product=planned.product, n=arm.n
    )


def outcome_lines(arm: ArmResults, language: Language) -> list[str]:
    """Return one line for each endpoint of an arm, then who failed and what has no answer."""
    lines = [
        f"{one.endpoint.kind.label[language]}: {words.count_words(one, language)}"
        for one in arm.counts.values()
    ]
    lines += [
        f"{one.endpoint.kind.label[language]}: {words.time_words(one, language)}"
        for one in arm.times.values()
    ]
    lines += [
        f"{one.endpoint.kind.label[language]}: {words.day_words(one, language)}"
        for one in arm.days.values()
        if one.n
    ]
    failed = words.failed_words(arm, language)
    if failed:
        lines.append(failed)
    if arm.left_out:
        lines.append(left_out_words(arm, language))
    return lines


def evidence_lines(compared: ComparedArm, language: Language) -> list[str]:
    """Return one line for each published result and reference, with the reasons for silence."""
    lines = []
    for one in compared.rows:
        lines.append(row_line(one, language))
        lines += [f"  {words.against_words(one, own, language)}" for own in one.judged[1:]]
        if one.row.silent is not None:
            lines.append(f"  {one.row.silent[language]}")
        if one.row.references[0].basis != "printed":  # else the words of the basis say it
            lines += [f"  {note[language]}" for note in one.row.notes]
    return lines


def row_line(one: ComparedRow, language: Language) -> str:
    """Return a published result with the simulated one: figures, difference, verdict, side."""
    said = (
        words.against_words(one, one.judged[0], language)
        if one.judged
        else words.virtual_words(one, language)
    )
    return f"{one.row.label[language]} [{words.SIDES[one.row.side][language]}]: {said}"


def tally_words(compared: ComparedArm, language: Language) -> str:
    """Return how many results came to each verdict, with those kept from every fit apart."""
    return tally(compared)[language]


def tally(compared: ComparedArm) -> Text:
    """Return the same in both languages."""
    every, held = compared.tally(), compared.tally(compared.held_out)
    judging = ("inside-ci", "inside-pi", "outside")
    figures = {
        "n": sum(every.get(key, 0) for key in judging),  # type: ignore[call-overload]  # verdicts
        "ci": every.get("inside-ci", 0),
        "pi": every.get("inside-pi", 0),
        "out": every.get("outside", 0),
        "held": sum(held.get(key, 0) for key in judging),  # type: ignore[call-overload]  # likewise
        "hci": held.get("inside-ci", 0),
        "hpi": held.get("inside-pi", 0),
        "hout": held.get("outside", 0),
        "silent": every.get("silent", 0),
        "none": every.get("no-result", 0) + every.get("shown", 0),
    }
    return words.TALLY.filled(**figures)


def furthest(compared: ComparedArm) -> list[ComparedRow]:
    """Return the results outside their widest interval, by prediction sds, then by points."""

    def far(one: ComparedRow) -> tuple[float, float]:
        own = one.judged[0]
        return (0.0 if isnan(own.sds) else abs(own.sds), abs(own.beyond))

    outside = [one for one in compared.rows if one.verdict == "outside"]
    return sorted(outside, key=far, reverse=True)
