"""clean: a publication without a defect, made up: table, results by its own rule, abstracts."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.mark import Read
from trephine.core.outcome import OutcomeKind
from trephine.core.publication import (
    ModelRule,
    Publication,
    Relation,
    RelationKind,
    StatedMethods,
    Statement,
    StatementOf,
)
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator, Source
from trephine.core.study import Arm, Counts, Outcome, Percentage, Study
from trephine.core.text import Text
from validation.audit.pooling import Pooled, Z, pooled
from validation.audit.printing import ROUNDINGS, p_shown, percent_shown, shown

PAPER = "made-up"
KEYS = ("ORR", "CR", "PR", "AE", "AE_G3", "DEATH_6M", "DEATH_12M", "ALIVE_12M")
CODES = "①②③④⑤⑥⑦⑧"
RULE = ModelRule(at=Locator(source=PAPER, place="§1.5"))
Generator = np.random.Generator
Sizes = dict[str, int]
Events = dict[str, dict[str, int]]
Sets = dict[str, tuple[str, ...]]
Rows = tuple[PublishedEstimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How this paper pools and prints."""

    rounding: str
    decimals: int
    I2_decimals: int
    P_decimals: int
    z: float
    measure: str = "PFT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What a paper does not print: its counts, the n of each study, those analysed, its style."""

    events: Events
    n: Sizes
    analysed: dict[tuple[str, str], int]
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A publication and what is behind it."""

    publication: Publication
    behind: Behind


def clean(seed: int, *, measure: str = "PFT", evaluable: float = 0.0) -> Made:
    """Make up a publication of 4 to 24 studies from ``seed``.

    ``measure`` PFT or PLO (which the paper then does not name). ``evaluable``: the share of
    (study, outcome) pairs whose analysed n is smaller than the table's, as happens in practice;
    0 for a clean one. It has no misprint and no overlap.
    """
    rng = np.random.default_rng([7, seed])
    style = Style(
        rounding=str(rng.choice(ROUNDINGS)),
        decimals=int(rng.choice([0, 0, 1, 2])),
        I2_decimals=int(rng.choice([0, 1, 2])),
        P_decimals=int(rng.choice([2, 2, 3])),
        z=float(rng.choice([Z, 1.96])),
        measure=measure,
    )
    ids = [f"s{i + 1}" for i in range(int(rng.integers(4, 25)))]
    n = {key: int(np.clip(round(float(np.exp(rng.normal(3.3, 0.9)))), 4, 200)) for key in ids}
    events = _events(rng, n)
    sets = _sets(rng, ids)
    analysed = {
        (outcome, key): max(2, events[outcome][key], round(n[key] * float(rng.uniform(0.6, 0.95))))
        for outcome in KEYS
        for key in ids
        if rng.random() < evaluable
    }
    behind = Behind(events=events, n=n, analysed=analysed, style=style)
    rows = _rows(rng, sets, behind)
    named = measure == "PFT" and rng.random() < 0.5
    methods = StatedMethods(
        at=RULE.at,
        measure="PFT" if named else "",
        estimator="DL" if named else "",
        rule=RULE,
    )
    publication = Publication(
        id=PAPER,
        label=Text(zh="模拟文献", en="Made-up paper"),
        studies=tuple(_study(rng, i, key, sets, behind) for i, key in enumerate(ids)),
        outcomes=_kinds(sets),
        pooled=rows,
        statements=(*_totals(n), *_abstracts(rows)),
        relations=_relations(sets),
        references=tuple(_source(i, key) for i, key in enumerate(ids)),
        methods=methods,
    )
    return Made(publication=publication, behind=behind)


def result(made: Made, row: PublishedEstimate, *, model: str) -> Pooled:
    """Pool a row of a made-up paper anew under a model."""
    behind = made.behind
    x = [behind.events[row.outcome][key] for key in row.studies]
    n = [behind.analysed.get((row.outcome, key), behind.n[key]) for key in row.studies]
    return pooled(x, n, model=model, measure=behind.style.measure, z=behind.style.z)


def _events(rng: Generator, n: Sizes) -> Events:
    """Draw counts that obey the relations in each study, with or without heterogeneity."""
    spread = {key: float(rng.choice([0.0, 0.0, 0.5, 1.2])) for key in ("RESPONSE", "AE", "DEATH")}
    centre = {key: float(rng.normal(0.0, 1.5)) for key in spread}

    def share(key: str) -> float:
        return float(1.0 / (1.0 + np.exp(-(centre[key] + spread[key] * rng.normal()))))

    parts = rng.dirichlet([1.0, 1.0, 0.4])
    within = float(rng.beta(1.0, 1.5))
    events: Events = {key: {} for key in KEYS}
    for key, size in n.items():
        response = int(rng.binomial(size, share("RESPONSE")))
        cr, pr, _ = (int(one) for one in rng.multinomial(response, parts))
        ae = int(rng.binomial(size, share("AE")))
        death = int(rng.binomial(size, share("DEATH")))
        early = int(rng.binomial(death, 0.5))
        found = (response, cr, pr, ae, int(rng.binomial(ae, within)), early, death, size - death)
        for outcome, count in zip(KEYS, found, strict=True):
            events[outcome][key] = count
    return events


def _sets(rng: Generator, ids: list[str]) -> Sets:
    sets = {}
    for key in KEYS:
        if rng.random() < 0.15:
            continue
        k = int(rng.integers(2, len(ids) + 1))
        chosen = {str(one) for one in rng.choice(ids, k, replace=False)}
        sets[key] = tuple(one for one in ids if one in chosen)
    if "AE" in sets and rng.random() < 0.5:
        sets["AE_G3"] = sets["AE"]
    return sets or {"ORR": tuple(ids)}


def _rows(rng: Generator, sets: Sets, behind: Behind) -> Rows:
    rows: list[PublishedEstimate] = []
    for place, (outcome, studies) in enumerate(sets.items(), 1):
        at = Locator(source=PAPER, place=f"§2.{place}")
        rows.append(_row(rng, outcome, studies, "", at, behind))
        if len(studies) > 4 and rng.random() < 0.15:
            rows.append(_row(rng, outcome, studies, str(rng.choice(studies)), at, behind))
    return tuple(rows)


def _row(
    rng: Generator,
    outcome: str,
    primary: tuple[str, ...],
    out: str,
    at: Locator,
    behind: Behind,
) -> PublishedEstimate:
    """Pool and print a result; without the study ``out`` as a sensitivity analysis."""
    studies = tuple(one for one in primary if one != out)
    style = behind.style
    x = [behind.events[outcome][one] for one in studies]
    sizes = [behind.analysed.get((outcome, one), behind.n[one]) for one in studies]
    first = pooled(x, sizes, model="common", measure=style.measure, z=style.z)
    heterogeneous = RULE.P_limit > first.P or RULE.I2_limit < first.I2
    model = "random" if heterogeneous else "common"
    found = pooled(x, sizes, model=model, measure=style.measure, z=style.z)
    named: Literal["fixed", "random"] = "random" if heterogeneous else "fixed"
    key = outcome.lower().replace("_", "-")
    return PublishedEstimate(
        id=f"{key}-sensitivity" if out else key,
        review=PAPER,
        outcome=outcome,
        analysis="sensitivity" if out else "primary",
        k_stated=None if rng.random() < 0.2 else len(studies),
        studies=studies,
        excluded=(out,) if out else (),
        I2=Printed(text=shown(found.I2, style.I2_decimals, style.rounding)),
        p_heterogeneity=p_shown(found.P, style.P_decimals, style.rounding),
        model="" if out and rng.random() < 0.5 else named,
        estimate=Printed(text=shown(found.estimate, style.decimals, style.rounding)),
        ci_lb=Printed(text=shown(found.ci_lb, style.decimals, style.rounding)),
        ci_ub=Printed(text=shown(found.ci_ub, style.decimals, style.rounding)),
        mark=Read(locator=at),
    )


def _study(rng: Generator, i: int, key: str, sets: Sets, behind: Behind) -> Study:
    n, events, style = behind.n, behind.events, behind.style
    at = Locator(source=PAPER, place=f"table 1 [{i + 1}]")
    ages = np.sort(rng.integers(30, 80, n[key]))
    men = int(rng.binomial(n[key], 0.55))
    printed = percent_shown(men, n[key], int(rng.choice([0, 1, 2])), style.rounding)
    known = tuple(
        Outcome(
            key=outcome,
            value=Counts(events=events[outcome][key], n=n[key]),
            mark=Read(locator=Locator(source=f"source-{key}", place="abstract")),
            population=Text(zh="全部患者", en="all patients"),
            pooled_by=(PAPER,),
        )
        for outcome, studies in sets.items()
        if key in studies and rng.random() < 0.15
    )
    arm = Arm(
        name="",
        n=n[key],
        age_median=float(np.median(ages)),
        age_range=(float(ages[0]), float(ages[-1])),
        male_percent=float(printed),
        male=Percentage(printed=printed, n=n[key]),
        outcomes=known,
    )
    return Study(
        id=key,
        label=Text(zh=f"作者{i + 1} 2020 [{i + 1}]", en=f"Author{i + 1} 2020 [{i + 1}]"),
        year=2020,
        read_at=at,
        arms=(arm,),
        source=f"source-{key}",
        registrations=(f"NCT{90000000 + i}",),
        declared=tuple(
            CODES[KEYS.index(outcome)] for outcome, studies in sets.items() if key in studies
        ),
        simulated=True,
    )


def _source(i: int, key: str) -> Source:
    return Source(
        id=f"source-{key}",
        kind="article",
        authors=f"Author{i + 1} A, Other{i + 1} B",
        title=f"Made-up study number {i + 1}",
        container="Journal",
        year=2020,
        doi=f"10.0000/made-up.{i + 1}",
        cited=(Locator(source=PAPER, place=f"[{i + 1}]"),),
    )


def _kinds(sets: Sets) -> tuple[OutcomeKind, ...]:
    return tuple(
        OutcomeKind(
            key=key,
            label=Text(zh=key, en=key),
            short=Text(zh=key, en=key),
            category="efficacy",
            definition=Text(zh=key, en=key),
            named_at=(Locator(source=PAPER, place="§1"),),
            codes=(code,),
        )
        for key, code in zip(KEYS, CODES, strict=True)
        if key in sets
    )


def _relations(sets: Sets) -> tuple[Relation, ...]:
    pairs: tuple[tuple[RelationKind, str, str], ...] = (
        ("part-of", "CR", "ORR"),
        ("part-of", "PR", "ORR"),
        ("exclusive", "CR", "PR"),
        ("part-of", "AE_G3", "AE"),
        ("not-after", "DEATH_6M", "DEATH_12M"),
        ("complement", "DEATH_12M", "ALIVE_12M"),
    )
    reason = Text(zh="定义如此", en="by definition")
    return tuple(
        Relation(kind=kind, one=one, other=other, reason=reason)
        for kind, one, other in pairs
        if one in sets and other in sets
    )


def _totals(n: dict[str, int]) -> tuple[Statement, ...]:
    figures: tuple[tuple[StatementOf, int], ...] = (
        ("studies", len(n)),
        ("patients", sum(n.values())),
        ("n-min", min(n.values())),
        ("n-max", max(n.values())),
    )
    return tuple(
        Statement(
            of=of,
            printed=str(value),
            value=float(value),
            at=Locator(source=PAPER, place=place),
            language=language,
        )
        for place, language in (("§2.1", "zh"), ("abstract", "zh"), ("abstract (English)", "en"))
        for of, value in figures
        if place == "§2.1" or of in {"studies", "patients"}
    )


def _abstracts(rows: Rows) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            of=of,
            printed=f"{getattr(row, of).text}%",
            value=getattr(row, of).value,
            at=Locator(source=PAPER, place=place),
            row=row.id,
            language=language,
        )
        for place, language in (("abstract", "zh"), ("abstract (English)", "en"))
        for row in rows
        if row.analysis == "primary"
        for of in ("estimate", "ci_lb", "ci_ub")
    )
