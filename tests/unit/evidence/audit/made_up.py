"""Small made-up publications for the tests of the audit: clean unless a test plants an error."""

import random

from trephine.core.mark import Read
from trephine.core.outcome import OutcomeKind
from trephine.core.publication import Publication, Relation, Statement
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator, Source
from trephine.core.study import Arm, Outcome, Percentage, Study
from trephine.core.text import Text

ME = "made-up"
TABLE = Locator(source=ME, place="table 1")
ALL = Text(zh="全部", en="all")


def at(place: str) -> Locator:
    return Locator(source=ME, place=place)


def kind(key: str, code: str) -> OutcomeKind:
    label = Text(zh=key, en=key)
    return OutcomeKind(
        key=key,
        label=label,
        short=label,
        category="efficacy",
        definition=label,
        named_at=(TABLE,),
        codes=(code,),
    )


KINDS = (kind("WHOLE", "①"), kind("PART", "②"), kind("REST", "③"))
WHY = Text(zh="部分不大于整体。", en="A part is no larger than its whole.")
RELATIONS = (
    Relation(kind="part-of", one="PART", other="WHOLE", reason=WHY),
    Relation(kind="exclusive", one="PART", other="REST", reason=WHY),
    Relation(kind="part-of", one="REST", other="WHOLE", reason=WHY),
)


def share(key: str, events: int, n: int, place: Locator, decimals: int = 1) -> Outcome:
    value = Percentage(printed=f"{100 * events / n:.{decimals}f}", n=n)
    return Outcome(key=key, value=value, mark=Read(locator=place), population=ALL)


def study(number: int, n: int, counts: tuple[int, int, int], *, codes: str = "①②③") -> Study:
    place = at(f"table 1 [{number}]")
    whole, part, rest = counts
    label = f"Study {number} [{number}]"
    return Study(
        id=f"s{number}",
        label=Text(zh=label, en=label),
        year=2020,
        read_at=place,
        source=f"s{number}",
        declared=tuple(codes),
        arms=(
            Arm(
                name="",
                n=n,
                age_median=60.0,
                age_range=(40.0, 75.0),
                outcomes=(
                    share("WHOLE", whole, n, place),
                    share("PART", part, n, place),
                    share("REST", rest, n, place),
                ),
            ),
        ),
    )


def source(number: int, **changes: object) -> Source:
    values = {
        "id": f"s{number}",
        "kind": "article",
        "authors": f"Author{chr(64 + number)} A",
        "title": f"Study {number}",
        "container": "J",
        "year": 2020,
        "doi": f"10.1000/{number}",
        "cited": (at(f"[{number}]"),),
    }
    return Source(**{**values, **changes})


def row(
    key: str, of: str, studies: list[Study], figures: tuple[str, str, str]
) -> PublishedEstimate:
    estimate, low, high = (Printed(text=text) for text in figures)
    return PublishedEstimate(
        id=key,
        review=ME,
        outcome=of,
        analysis="primary",
        k_stated=len(studies),
        studies=tuple(one.id for one in studies),
        excluded=(),
        I2=Printed(text="0"),
        p_heterogeneity="",
        model="fixed",
        estimate=estimate,
        ci_lb=low,
        ci_ub=high,
        mark=Read(locator=at(f"§{key}")),
    )


def stated(of: str, printed: str, value: float, **more: object) -> Statement:
    return Statement(of=of, printed=printed, value=value, at=at("abstract"), **more)


def clean(seed: int) -> Publication:
    """Return a publication whose every printed figure follows from counts: nothing is wrong."""
    draw = random.Random(seed)  # noqa: S311  (made-up figures)
    studies = []
    for number in range(1, draw.randint(3, 9) + 1):
        n = draw.randint(4, 140)
        whole = draw.randint(0, n)
        part = draw.randint(0, whole)
        studies.append(study(number, n, (whole, part, draw.randint(0, whole - part))))
    total = sum(one.arms[0].n for one in studies)
    pooled = []
    for index, key in enumerate(("WHOLE", "PART", "REST")):
        events = sum(
            round(float(one.arms[0].outcomes[index].value.printed) * one.arms[0].n / 100)
            for one in studies
        )
        estimate = 100 * events / total
        figures = (
            f"{estimate:.0f}",
            f"{max(0, estimate - 9):.0f}",
            f"{min(100, estimate + 9):.0f}",
        )
        pooled.append(row(key.lower(), key, studies, figures))
    sizes = [one.arms[0].n for one in studies]
    repeats = [
        stated(of, f"{figure.text}%", figure.value, row=one.id)
        for one in pooled
        for of, figure in (("estimate", one.estimate), ("ci_lb", one.ci_lb), ("ci_ub", one.ci_ub))
    ]
    return Publication(
        id=ME,
        label=Text(zh="演示", en="made up"),
        studies=tuple(studies),
        outcomes=KINDS,
        pooled=tuple(pooled),
        statements=(
            stated("studies", str(len(studies)), len(studies)),
            stated("patients", str(total), total),
            stated("n-min", str(min(sizes)), min(sizes)),
            stated("n-max", str(max(sizes)), max(sizes)),
            stated("age-median", "60", 60),
            *repeats,
        ),
        relations=RELATIONS,
        references=tuple(source(int(one.id[1:])) for one in studies),
    )
