"""certainty: GRADE for a body of single-arm evidence, proposed from its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from trephine.core.error import InputError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.lfk import Lfk
from trephine.evidence.certainty_domain import (
    DOMAINS,
    LEVELS,
    STEPS,
    Domain,
    Judged,
    Level,
    natural,
)
from trephine.evidence.certainty_imprecision import imprecision
from trephine.evidence.certainty_proposal import (
    inconsistency,
    publication_bias,
    risk_of_bias,
)

# Iorio 2015: bodies of prognostic evidence start high. GRADE: effects of treatment seen without a
# control start low. No other start is defined.
STARTS: tuple[Level, ...] = ("high", "low")
_UNKNOWN_INDIRECTNESS = Text(
    zh="间接性不能由数字得出，须由人判断", en="figures do not tell indirectness: a person judges it"
)
_METHODS = (
    "guyatt-oxman-2008",
    "balshem-helfand-2011",
    "guyatt-oxman-2011-risk-of-bias",
    "guyatt-oxman-2011-inconsistency",
    "guyatt-oxman-2011-indirectness",
    "guyatt-oxman-2011-imprecision",
    "zeng-brignardello-petersen-2022",
    "guyatt-oxman-2011-publication-bias",
)
_NO_OWN: Mapping[str, Judged] = MappingProxyType({})
_NO_REASON: Mapping[str, Text] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """The level of certainty that the domains leave of ``start``, and how it came about.

    ``unknown`` are the domains that could not be judged. They take off nothing, so with any of them
    ``level`` is the most that the evidence can have: ``at_most``.
    """

    start: Level
    start_reason: Text
    domains: tuple[Domain, ...]
    level: Level
    unknown: tuple[str, ...]
    methods: tuple[str, ...]

    @property
    def at_most(self) -> bool:
        """Tell whether a domain is unknown, so that the level may be lower."""
        return bool(self.unknown)


def certainty(
    estimate: Estimate,
    *,
    start: Level,
    start_reason: Text,
    participants: int | None = None,
    threshold: float | None = None,
    optimal_participants: int | None = None,
    half_width: float | None = None,
    minors: Sequence[float | None] | None = None,
    minors_maximum: float | None = None,
    asymmetry: RegressionTest | None = None,
    lfk: Lfk | None = None,
    own: Mapping[str, Judged] = _NO_OWN,
    absent: Mapping[str, Text] = _NO_REASON,
    back: str = "",
) -> Certainty:
    """Propose a GRADE certainty of one pooled single-arm outcome.

    ``start`` is high or low and has no default; ``threshold`` is a value on the natural scale at
    which a decision would change; ``minors`` are one total a study. Where the optimal information
    size is not given, it is that of a proportion's confidence interval of plus or minus
    ``half_width`` (natural scale; 0.05 and at most half the proportion). ``own`` holds a person's
    judgements by domain (keys of DOMAINS): they count, and the proposals stay beside them.
    ``absent`` says why a domain has nothing to be judged by; it replaces the reason of an unknown
    proposal. A domain that no input speaks about is ``unknown``, never "not serious"; indirectness
    always is until a person judges it. It does not rate up. Raises InputError. Sources: Guyatt
    2008, BMJ; Balshem 2011 and the papers on the domains, J Clin Epidemiol; Iorio 2015, BMJ.
    """
    _check(estimate, start, {**absent, **own}, own, back)
    shown = natural(estimate, back)
    proposals = (
        risk_of_bias(minors, minors_maximum),
        inconsistency(estimate, shown, threshold),
        Domain(key="indirectness", proposed="unknown", reason=_UNKNOWN_INDIRECTNESS),
        imprecision(
            estimate,
            shown,
            threshold=threshold,
            participants=participants,
            optimal=optimal_participants,
            half_width=half_width,
        ),
        publication_bias(estimate.k, asymmetry, lfk),
    )
    domains = tuple(
        Domain(
            key=one.key,
            proposed=one.proposed,
            reason=absent.get(one.key, one.reason) if one.proposed == "unknown" else one.reason,
            own=own.get(one.key),
        )
        for one in proposals
    )
    down = sum(STEPS[one.judgement] for one in domains)
    tests = tuple(key for test in (asymmetry, lfk) if test is not None for key in test.methods)
    return Certainty(
        start=start,
        start_reason=start_reason,
        domains=domains,
        level=LEVELS[min(LEVELS.index(start) + down, len(LEVELS) - 1)],
        unknown=tuple(one.key for one in domains if one.judgement == "unknown"),
        methods=(*_METHODS, *(("iorio-spencer-2015",) if start == "high" else ()), *tests),
    )


def _check(
    estimate: Estimate,
    start: str,
    named: Mapping[str, object],
    own: Mapping[str, Judged],
    back: str,
) -> None:
    if start not in STARTS:
        raise InputError(
            what=Text(zh="GRADE 的起点是 high 或 low", en="GRADE starts at high or low"),
            where="certainty(start=...)",
            found=repr(start),
            do=Text(
                zh="预后证据用 high；无对照的疗效用 low；并写明理由。",
                en="high for prognosis, low for effects of treatment without a control; say why.",
            ),
        )
    strange = sorted(set(named) - set(DOMAINS))
    wrong = sorted(key for key, one in own.items() if one.judgement not in STEPS)
    if strange or wrong:
        raise InputError(
            what=Text(zh="没有这个领域或判断", en="there is no such domain or judgement"),
            where="certainty(own=..., absent=...)",
            found=", ".join([*strange, *(f"{key}: {own[key].judgement}" for key in wrong)]),
            do=Text(
                zh=f"领域：{', '.join(DOMAINS)}；判断：{', '.join(STEPS)}",
                en=f"Domains: {', '.join(DOMAINS)}; judgements: {', '.join(STEPS)}",
            ),
        )
    ways = tuple(estimate.back)
    if (back and back not in ways) or (not back and len(ways) > 1 and "natural" not in ways):
        raise InputError(
            what=Text(zh="请指明回代方式", en="name the back-transformation"),
            where="certainty(back=...)",
            found=repr(back),
            do=Text(zh=f"可选：{', '.join(ways)}", en=f"One of: {', '.join(ways)}"),
        )
