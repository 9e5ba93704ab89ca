"""plant: put one error of a kind into a made-up paper."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from trephine.core.publication import Publication
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator
from trephine.core.study import Percentage, Study
from validation.audit.clean import PAPER, Made, result
from validation.audit.printing import ROUNDINGS, percent_shown, shown

# A planted error: the paper with it, and the ids of rows or studies that a finding must concern.
Planted = tuple[Publication, tuple[str, ...]]
Generator = np.random.Generator
Plant = Callable[[Made, Generator], Planted | None]
_FIELDS = ("estimate", "ci_lb", "ci_ub", "I2")


def plant(kind: str, made: Made, rng: Generator) -> Planted | None:
    """Return the paper with an error of ``kind``, None where it offers no place for one."""
    return KINDS[kind](made, rng)


def transposed(text: str, rng: Generator) -> str | None:
    """Swap two neighbouring digits that differ; None where there are none."""
    digits = [i for i, one in enumerate(text) if one.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    if not pairs:
        return None
    a, b = pairs[int(rng.integers(len(pairs)))]
    out = list(text)
    out[a], out[b] = out[b], out[a]
    return "".join(out)


def _pick(rng: Generator, rows: Iterable[Any]) -> Any:
    rows = list(rows)
    return rows[int(rng.integers(len(rows)))] if rows else None


def _with_row(paper: Publication, row: PublishedEstimate) -> Publication:
    """Put a changed row in, in the abstracts too: the slip came before they were written."""
    rows = tuple(row if one.id == row.id else one for one in paper.pooled)
    statements = tuple(
        replace(one, printed=f"{getattr(row, one.of).text}%", value=getattr(row, one.of).value)
        if one.row == row.id and one.of in _FIELDS
        else one
        for one in paper.statements
    )
    return replace(paper, pooled=rows, statements=statements)


def _with_study(paper: Publication, study: Study) -> Publication:
    return replace(
        paper, studies=tuple(study if one.id == study.id else one for one in paper.studies)
    )


def _wrong_n(made: Made, rng: Generator) -> Planted | None:
    """Print another n in the table, by 20 to 60% and 3 at least; totals as they were."""
    used = {key for row in made.publication.pooled for key in row.studies}
    study = _pick(rng, (one for one in made.publication.studies if one.id in used))
    factor = float(rng.uniform(1.2, 1.6))
    n = study.arms[0].n
    new = round(n * factor) if rng.random() < 0.5 else round(n / factor)
    new = new if abs(new - n) >= 3 else n + 3
    arm = study.arms[0]
    men = None if arm.male is None else replace(arm.male, n=new)
    changed = replace(study, arms=(replace(arm, n=new, male=men, outcomes=()),))
    rows = tuple(row.id for row in made.publication.pooled if study.id in row.studies)
    return _with_study(made.publication, changed), (study.id, *rows)


def _pasted_i2(made: Made, rng: Generator) -> Planted | None:
    rows = made.publication.pooled
    row, other = _pick(rng, rows), _pick(rng, rows)
    if other.I2.text == row.I2.text:
        return None
    return _with_row(made.publication, replace(row, I2=other.I2)), (row.id,)


def _pasted_both(made: Made, rng: Generator) -> Planted | None:
    """Paste I2 and P of another result together: the triple then agrees where k is the same."""
    rows = made.publication.pooled
    row, other = _pick(rng, rows), _pick(rng, rows)
    if other.I2.text == row.I2.text:
        return None
    changed = replace(row, I2=other.I2, p_heterogeneity=other.p_heterogeneity)
    return _with_row(made.publication, changed), (row.id,)


def _other_model(made: Made, rng: Generator) -> Planted | None:
    """Print estimate and interval of the model that the row does not name."""
    row = _pick(rng, (one for one in made.publication.pooled if one.model))
    if row is None:
        return None
    style = made.behind.style
    found = result(made, row, model="common" if row.model == "random" else "random")
    changed = replace(
        row,
        **{
            one: Printed(text=shown(getattr(found, one), style.decimals, style.rounding))
            for one in ("estimate", "ci_lb", "ci_ub")
        },
    )
    return None if changed == row else (_with_row(made.publication, changed), (row.id,))


def _named_against_rule(made: Made, rng: Generator) -> Planted | None:
    """Name the other model, figures as they were."""
    row = _pick(rng, (one for one in made.publication.pooled if one.model))
    if row is None:
        return None
    other = "fixed" if row.model == "random" else "random"
    return _with_row(made.publication, replace(row, model=other)), (row.id,)


def _transposed_field(name: str) -> Plant:
    def put(made: Made, rng: Generator) -> Planted | None:
        row = _pick(rng, made.publication.pooled)
        text = row.p_heterogeneity if name == "p_heterogeneity" else getattr(row, name).text
        new = None if text.startswith("<") else transposed(text, rng)
        if new is None or not 0.0 <= float(new) <= (1.0 if name == "p_heterogeneity" else 100.0):
            return None
        value = new if name == "p_heterogeneity" else Printed(text=new)
        return _with_row(made.publication, replace(row, **{name: value})), (row.id,)

    return put


def _bound(made: Made, rng: Generator) -> Planted | None:
    return _transposed_field("ci_lb" if rng.random() < 0.5 else "ci_ub")(made, rng)


def _abstract_digit(made: Made, rng: Generator) -> Planted | None:
    """Transpose digits of a figure in one abstract alone."""
    one = _pick(rng, (one for one in made.publication.statements if one.row))
    new = None if one is None else transposed(one.printed.strip("%"), rng)
    if new is None:
        return None
    changed = replace(one, printed=f"{new}%", value=float(new))
    statements = tuple(changed if each is one else each for each in made.publication.statements)
    return replace(made.publication, statements=statements), (one.row,)


def _wrong_total(made: Made, rng: Generator) -> Planted | None:
    """Print another number of patients everywhere that it is stated."""
    off = int(rng.integers(1, 20))
    statements = tuple(
        replace(one, printed=f"{one.value + off:g}", value=one.value + off)
        if one.of == "patients"
        else one
        for one in made.publication.statements
    )
    return replace(made.publication, statements=statements), ("patients",)


def _dropped_reference(made: Made, rng: Generator) -> Planted | None:
    """Leave a study out of a result's list; its number, if stated, and the table's mark stay."""
    row = _pick(rng, (one for one in made.publication.pooled if one.k > 2))
    if row is None:
        return None
    out = str(rng.choice(row.studies))
    changed = replace(row, studies=tuple(one for one in row.studies if one != out))
    return _with_row(made.publication, changed), (row.id, out)


def _duplicate_reference(made: Made, rng: Generator) -> Planted | None:
    """List one work twice in the reference list, under two numbers."""
    at = int(rng.integers(len(made.publication.references)))
    one = made.publication.references[at]
    number = len(made.publication.references) + 1
    twice = replace(one, cited=(*one.cited, Locator(source=PAPER, place=f"[{number}]")))
    references = tuple(
        twice if i == at else each for i, each in enumerate(made.publication.references)
    )
    study = next(each for each in made.publication.studies if each.source == one.id)
    return replace(made.publication, references=references), (study.id, one.id)


def _percentage(made: Made, rng: Generator) -> Planted | None:
    """Print a percentage that is no count of its n, under any rounding."""
    study = _pick(rng, made.publication.studies)
    arm = study.arms[0]
    decimals = 0 if arm.male is None else arm.male.decimals
    whole = {percent_shown(x, arm.n, decimals, way) for x in range(arm.n + 1) for way in ROUNDINGS}
    grid = [f"{i / 10**decimals:.{decimals}f}" for i in range(100 * 10**decimals + 1)]
    free = [one for one in grid if one not in whole]
    if not free:
        return None
    new = free[int(rng.integers(len(free)))]
    changed = replace(arm, male=Percentage(printed=new, n=arm.n), male_percent=float(new))
    return _with_study(made.publication, replace(study, arms=(changed,))), (study.id,)


KINDS: dict[str, Plant] = {
    "wrong n in the table": _wrong_n,
    "I2 of another result": _pasted_i2,
    "I2 and P of another result": _pasted_both,
    "interval of the other model": _other_model,
    "model named against the rule": _named_against_rule,
    "transposed digits: estimate": _transposed_field("estimate"),
    "transposed digits: a bound": _bound,
    "transposed digits: I2": _transposed_field("I2"),
    "transposed digits: P": _transposed_field("p_heterogeneity"),
    "transposed digits: one abstract": _abstract_digit,
    "wrong total of patients": _wrong_total,
    "dropped reference": _dropped_reference,
    "one work under two numbers": _duplicate_reference,
    "percentage not of n": _percentage,
}
