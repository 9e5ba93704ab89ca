"""trial_json: a virtual trial's results as plain values; what is not known is null."""

from math import isfinite
from typing import Any

from trephine.core.text import Text
from trephine.core.trial import TrialEnsemble
from trephine.evidence.survival.kaplan_meier import KaplanMeier
from trephine.loop.compare.compare_arm import AgainstEvidence, ComparedRow
from trephine.loop.compare.paired_arms import PairedArms, PairedShare, PairedTime
from trephine.loop.compare.pooled_with import PooledWith
from trephine.loop.compare.trade_off import TradeOff
from trephine.loop.outcomes.arm_results import ArmResults
from trephine.loop.replicates import Replicates
from trephine.loop.results import TrialResults


def trial_json(found: TrialResults) -> dict[str, Any]:
    """Return the whole result; every arm and every virtual figure carries ``origin: simulated``."""
    trial = found.trial
    return {
        "origin": "simulated",
        "trial": trial.id,
        "title": _said(trial.title),
        "question": _said(trial.question) if trial.question else None,
        "population": trial.population,
        "patients": trial.patients,
        "days": trial.days,
        "seed": trial.seed,
        "start": trial.start.isoformat(),
        "ensemble": ensemble_json(trial.ensemble) if trial.ensemble else None,
        "between_members": _spread(found),
        "arms": [
            {
                "id": arm.arm,
                "label": _said(planned.label),
                "product": planned.product,
                **_arm(arm),
                "evidence": [_row(one) for one in compared.rows],
                "differs": _said(compared.differs) if compared.differs else None,
                "verdicts": compared.tally(),
                "verdicts_held_out": compared.tally(compared.held_out),
                "pooled_with": [_pooled(one) for one in pooled],
            }
            for planned, arm, compared, pooled in zip(
                trial.arms, found.arms, found.compared, found.pooled, strict=True
            )
        ],
        "pairs": [
            _pairs(pair, trade) for pair, trade in zip(found.pairs, found.trade_offs, strict=True)
        ],
    }


def ensemble_json(chosen: TrialEnsemble) -> dict[str, Any]:
    """Return which fitted parameters a trial has."""
    return {
        "name": chosen.name,
        "member": "mean" if chosen.member is None else chosen.member,
        "members": chosen.members,
    }


def _spread(found: TrialResults) -> dict[str, Any] | None:
    """Return how far members of the ensemble differ; a median that is not reached is null."""
    spread = found.spread
    if spread is None:
        return None
    return {
        "origin": "simulated",
        "members": list(spread.members),
        "arms": [
            {
                "id": planned.id,
                "ranges": {
                    key: {"lowest": _number(one.lowest), "highest": _number(one.highest)}
                    for key, one in ranges.items()
                },
            }
            for planned, ranges in zip(found.trial.arms, spread.arms, strict=True)
        ],
        "pairs": [
            {
                "first": pair.first,
                "other": pair.other,
                "shares": {
                    key: {
                        "difference": _number(one.mean),
                        "ci_lb": _number(one.ci_lb),
                        "ci_ub": _number(one.ci_ub),
                        "members": [_number(x) for x in one.members],
                    }
                    for key, one in shares.items()
                },
            }
            for pair, shares in zip(found.pairs, spread.pairs, strict=True)
        ],
    }


def design_json(found: Replicates) -> dict[str, Any]:
    """Return a trial design: the distribution of estimates, widths, power and error."""
    return {
        "origin": "simulated",
        "endpoint": found.endpoint,
        "n": found.n,
        "trials": found.trials,
        "truth": _number(found.truth),
        "reference": found.reference,
        "quantiles": [_number(q) for q in found.quantiles],
        "median_width": _number(sorted(found.widths.tolist())[len(found.widths) // 2]),
        "covered": _number(found.covered),
        "power": _number(found.power),
        "power_se": _number(found.power_se),
        "type_1_error": _number(found.type_1_error),
        "type_1_error_se": _number(found.type_1_error_se),
        "alpha": found.alpha,
        "sides": found.sides,
        "people": list(found.people),
    }


def _arm(arm: ArmResults) -> dict[str, Any]:
    return {
        "origin": "simulated",
        "n": arm.n,
        "level": arm.level,
        "failed": {reason: list(numbers) for reason, numbers in arm.failed.items()},
        "counts": {
            key: {
                "events": one.events,
                "n": one.n,
                "share": _number(one.share),
                "ci_lb": _number(one.ci_lb),
                "ci_ub": _number(one.ci_ub),
                "at_risk": one.at_risk,
                "aside": [{**_said(why), "n": k} for why, k in one.aside],
            }
            for key, one in arm.counts.items()
        },
        "times": {
            key: {
                "events": one.curve.events,
                "n": one.curve.n,
                "median_months": _number(one.median),
                "ci_lb": _number(one.ci_lb),
                "ci_ub": _number(one.ci_ub),
                "aside": [{**_said(why), "n": k} for why, k in one.aside],
                "curve": _curve(one.curve),
            }
            for key, one in arm.times.items()
        },
        "days": {
            key: {
                name: _number(getattr(one, name))
                for name in ("median", "ci_lb", "ci_ub", "lower", "upper", "mean", "sd")
            }
            | {"n": one.n}
            for key, one in arm.days.items()
        },
        "left_out": {key: _said(why) for key, why in arm.left_out.items()},
    }


def _curve(one: KaplanMeier) -> dict[str, Any]:
    """Return the steps of a product-limit curve, in months, and how far it goes."""
    steps = one.n_event > 0
    names = ("time", "survival", "ci_lb", "ci_ub", "at_risk", "n_event")
    columns = {name: [_number(x) for x in getattr(one, name)[steps].tolist()] for name in names}
    return {"unit": "mo", **columns, "followed_to": _number(float(one.time[-1]))}


def _row(one: ComparedRow) -> dict[str, Any]:
    row, virtual = one.row, one.virtual
    return {
        "id": row.id,
        "label": _said(row.label),
        "outcome": row.outcome,
        "at": str(row.at),
        "printed": row.printed,
        "side": row.side,
        "verdict": one.verdict,
        "silent": _said(row.silent) if row.silent else None,
        "errata": list(row.errata),
        "notes": [_said(note) for note in row.notes],
        "missing": _said(one.missing) if one.missing else None,
        "virtual": None
        if virtual is None
        else {
            "origin": "simulated",
            "estimate": _number(virtual.estimate),
            "ci_lb": _number(virtual.ci_lb),
            "ci_ub": _number(virtual.ci_ub),
            "events": virtual.events,
            "n": virtual.n,
        },
        "references": [_judged(own) for own in one.judged],
    }


def _judged(one: AgainstEvidence) -> dict[str, Any]:
    own = one.reference
    return {
        "basis": own.basis,
        "unit": "mo" if own.scale == "months" else "1",
        "estimate": _number(own.estimate),
        "ci_lb": _number(own.ci_lb),
        "ci_ub": _number(own.ci_ub),
        "pi_lb": _number(own.pi_lb),
        "pi_ub": _number(own.pi_ub),
        "events": own.events,
        "n": own.n,
        "k": own.k,
        "k_of": own.k_of,
        "verdict": one.verdict,
        "difference": _number(one.difference),
        "beyond": _number(one.beyond),
        "own_interval_reaches_in": one.reaches,
        "prediction_sds": _number(one.sds),
    }


def _pooled(one: PooledWith) -> dict[str, Any]:
    before, after = (m.estimate.back["natural"] for m in (one.published, one.mixed))
    return {
        "outcome": one.outcome,
        "published": {name: _number(value) for name, value in before.as_dict().items()},
        "with_virtual": {name: _number(value) for name, value in after.as_dict().items()}
        | {"origin": "simulated and published, mixed: no evidence"},
        "virtual_label": one.virtual_label,
        "virtual_events": one.events,
        "virtual_n": one.n,
        "change_points": _number(one.change),
    }


def _pairs(pair: PairedArms, trade: TradeOff | None) -> dict[str, Any]:
    return {
        "origin": "simulated",
        "first": pair.first,
        "other": pair.other,
        "matched": pair.matched,
        "failed": list(pair.failed),
        "unmatched": list(pair.unmatched),
        "level": pair.level,
        "shares": {key: _share(one) for key, one in pair.shares.items()},
        "times": {key: _time(one) for key, one in pair.times.items()},
        "trade_off": None
        if trade is None
        else {
            "harm": trade.harm.key,
            "benefit": trade.benefit.key,
            "pairs": trade.pairs,
            "moved": trade.moved.tolist(),
            "exchange": _number(trade.exchange),
            "exchange_lb": _number(trade.exchange_lb),
            "exchange_ub": _number(trade.exchange_ub),
        },
    }


def _share(one: PairedShare) -> dict[str, Any]:
    low, high = one.needed_interval
    return {
        "pairs": one.pairs,
        "both": one.both,
        "only_first": one.only_first,
        "only_other": one.only_other,
        "neither": one.neither,
        "difference": _number(one.difference),
        "ci_lb": _number(one.ci_lb),
        "ci_ub": _number(one.ci_ub),
        "p": _number(one.p),
        "needed": _number(one.needed),
        "needed_lb": _number(low),
        "needed_ub": _number(high),
    }


def _time(one: PairedTime) -> dict[str, Any]:
    names = ("pairs", "first", "other", "difference", "se", "ci_lb", "ci_ub")
    return {"months": one.months} | {name: _number(getattr(one.means, name)) for name in names}


def _said(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
