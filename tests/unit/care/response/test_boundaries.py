"""Every threshold of IMWG 2016 at its edge, and a proof that each of them is held by a case."""

from dataclasses import replace
from decimal import Decimal

import pytest

from trephine.care.response.options import standard_options
from trephine.care.response.respond import respond
from trephine.care.response.visit import Mrd, Visit
from trephine.library.response_criteria import response_criteria

CRITERIA = response_criteria()
STANDARD = standard_options(CRITERIA)
D = Decimal


def at(day, **found):
    return Visit(at=day, **{name: D(v) if isinstance(v, str) else v for name, v in found.items()})


SERUM = at(0, serum_m=40, urine_m=0, spd=0, kappa=30, lambda_=10)
URINE = at(0, serum_m=0, urine_m=1000, spd=0)
FLC = at(0, serum_m=0, urine_m=0, kappa=810, lambda_=10, spd=0)
MARROW = at(0, serum_m=0, urine_m=0, kappa=10, lambda_=10, marrow_pc=60, spd=0)
TUMOUR = at(0, serum_m=40, urine_m=0, spd=2000)
BLOOD = at(0, serum_m=0, urine_m=0, kappa=10, lambda_=10, marrow_pc=5, circulating_pc=150, spd=0)


def negative(day, **found):
    visit = at(day, serum_m=0, urine_m=0, **found)
    return replace(visit, serum_ife="negative", urine_ife="negative")


def serum(day, value, **found):
    return at(day, serum_m=value, urine_m=0, **found)


def urine(day, value):
    return at(day, serum_m=0, urine_m=value)


def chain(day, kappa, lambda_=10, **found):
    return at(day, serum_m=0, urine_m=0, kappa=kappa, lambda_=lambda_, **found)


def marrow(day, value):
    return at(day, serum_m=0, urine_m=0, marrow_pc=value)


def tumour(day, spd, **found):
    return serum(day, "0", spd=spd, **found)


def blood(day, value):
    return at(day, serum_m=0, urine_m=0, circulating_pc=value)


def kind_of(course):
    return course.disease.kind


def levels(course):
    return [visit.level for visit in course.visits]


# Name, baseline, visits, what is asked, the answer.
CASES = [
    ("serum measurable at 10", replace(SERUM, serum_m=D(10)), [], kind_of, "serum"),
    ("serum not below 10", replace(SERUM, serum_m=D("9.99")), [], kind_of, "unknown"),
    ("urine measurable at 200", replace(URINE, urine_m=D(200)), [], kind_of, "urine"),
    ("urine not below 200", replace(FLC, urine_m=D("199.9")), [], kind_of, "flc"),
    ("chain measurable at 100", replace(FLC, kappa=D(100)), [], kind_of, "flc"),
    ("chain not below 100", replace(MARROW, kappa=D("99.9")), [], kind_of, "marrow"),
    ("ratio 1.65 normal", replace(MARROW, kappa=D(165), lambda_=D(100)), [], kind_of, "marrow"),
    ("ratio above 1.65", replace(MARROW, kappa=D("165.1"), lambda_=D(100)), [], kind_of, "flc"),
    ("ratio 0.26 normal", replace(MARROW, kappa=D(26), lambda_=D(100)), [], kind_of, "marrow"),
    ("ratio below 0.26", replace(MARROW, kappa=D("25.9"), lambda_=D(100)), [], kind_of, "flc"),
    ("marrow measurable at 30", replace(MARROW, marrow_pc=D(30)), [], kind_of, "marrow"),
    ("marrow not below 30", replace(MARROW, marrow_pc=D("29.9")), [], kind_of, "none"),
    ("marrow 4.9 is CR", SERUM, [negative(28, marrow_pc="4.9")], levels, ["CR"]),
    ("marrow 5 is not", SERUM, [negative(28, marrow_pc="5")], levels, ["VGPR"]),
    ("serum -90", SERUM, [serum(28, "4")], levels, ["VGPR"]),
    ("serum -89.9", SERUM, [serum(28, "4.04")], levels, ["PR"]),
    ("serum -50", SERUM, [serum(28, "20")], levels, ["PR"]),
    ("serum -49.9", SERUM, [serum(28, "20.04")], levels, ["MR"]),
    ("serum -25", SERUM, [serum(28, "30")], levels, ["MR"]),
    ("serum -24.9", SERUM, [serum(28, "30.04")], levels, ["SD"]),
    ("urine 99.9", URINE, [urine(28, "99.9")], levels, ["VGPR"]),
    ("urine 100", URINE, [urine(28, "100")], levels, ["PR"]),
    ("urine 199.9", URINE, [urine(28, "199.9")], levels, ["PR"]),
    ("urine 200", URINE, [urine(28, "200")], levels, ["MR"]),
    ("urine -90", replace(URINE, urine_m=D(3000)), [urine(28, "300")], levels, ["PR"]),
    ("urine -89.9", replace(URINE, urine_m=D(3000)), [urine(28, "303")], levels, ["MR"]),
    ("urine -50", URINE, [urine(28, "500")], levels, ["MR"]),
    ("urine -49.9", URINE, [urine(28, "501")], levels, ["SD"]),
    ("chains -90", FLC, [chain(28, "90")], levels, ["PR"]),
    ("chains beyond -90", FLC, [chain(28, "89.9")], levels, ["VGPR"]),
    ("chains -50", FLC, [chain(28, "410")], levels, ["PR"]),
    ("chains -49.9", FLC, [chain(28, "411")], levels, ["SD"]),
    ("marrow -50", MARROW, [marrow(28, "30")], levels, ["PR"]),
    ("marrow -49.8", MARROW, [marrow(28, "30.1")], levels, ["SD"]),
    ("tumour -90", TUMOUR, [tumour(28, "200")], levels, ["PR"]),
    ("tumour beyond -90", TUMOUR, [tumour(28, "199")], levels, ["VGPR"]),
    ("tumour -50", TUMOUR, [tumour(28, "1000")], levels, ["PR"]),
    ("tumour -49.9", TUMOUR, [tumour(28, "1001")], levels, ["SD"]),
    ("ratio 1.65 is sCR", SERUM, [negative(28, kappa="16.5", lambda_="10")], levels, ["VGPR"]),
    ("rise 25 % and 5 g/L", replace(SERUM, serum_m=D(20)), [serum(28, "25")], levels, ["PD"]),
    ("rise 24.9 %", replace(SERUM, serum_m=D(24)), [serum(28, "29.98")], levels, ["SD"]),
    ("rise 4.99 g/L", replace(SERUM, serum_m=D(12)), [serum(28, "16.99")], levels, ["SD"]),
    ("rise 5 g/L", replace(SERUM, serum_m=D(12)), [serum(28, "17")], levels, ["PD"]),
    ("nadir 50, rise 10", replace(SERUM, serum_m=D(50)), [serum(28, "60")], levels, ["PD"]),
    ("nadir 49.9, rise 10", replace(SERUM, serum_m=D("49.9")), [serum(28, "60")], levels, ["SD"]),
    ("nadir 50, rise 9.9", replace(SERUM, serum_m=D(50)), [serum(28, "59.9")], levels, ["SD"]),
    ("urine rise 200", URINE, [urine(28, "90"), urine(56, "290")], levels, ["VGPR", "PD"]),
    ("urine rise 199.9", URINE, [urine(28, "90"), urine(56, "289.9")], levels, ["VGPR", "MR"]),
    ("chains rise 100", FLC, [chain(28, "50"), chain(56, "150")], levels, ["VGPR", "PR"]),
    ("chains rise 100.1", FLC, [chain(28, "50"), chain(56, "150.1")], levels, ["VGPR", "PD"]),
    ("marrow rise 10", MARROW, [marrow(28, "20"), marrow(56, "30")], levels, ["PR", "PD"]),
    ("marrow rise 9.9", MARROW, [marrow(28, "20"), marrow(56, "29.9")], levels, ["PR", "PR"]),
    (
        "tumour rise 50 %",
        TUMOUR,
        [tumour(28, "100", lesions=2), tumour(56, "150", lesions=2)],
        levels,
        ["VGPR", "PD"],
    ),
    (
        "tumour rise 49 %",
        TUMOUR,
        [tumour(28, "100", lesions=2), tumour(56, "149", lesions=2)],
        levels,
        ["VGPR", "VGPR"],
    ),
    (
        "one lesion alone is not judged by SPD",
        TUMOUR,
        [tumour(28, "100", lesions=1), tumour(56, "150", lesions=1)],
        levels,
        ["VGPR", "VGPR"],
    ),
    (
        "diameter rise 50 %, axis above 10",
        replace(TUMOUR, longest_diameter=D(20), short_axis=D("10.1")),
        [tumour(28, "100", lesions=1, longest_diameter="30")],
        levels,
        ["PD"],
    ),
    (
        "diameter rise 49.5 %",
        replace(TUMOUR, longest_diameter=D(20), short_axis=D("10.1")),
        [tumour(28, "100", lesions=1, longest_diameter="29.9")],
        levels,
        ["VGPR"],
    ),
    (
        "diameter rise 50 %, axis 10",
        replace(TUMOUR, longest_diameter=D(20), short_axis=D(10)),
        [tumour(28, "100", lesions=1, longest_diameter="30")],
        levels,
        ["VGPR"],
    ),
    ("blood 200 and +50 %", replace(BLOOD, circulating_pc=100), [blood(28, "200")], levels, ["PD"]),
    ("blood 199.9", replace(BLOOD, circulating_pc=100), [blood(28, "199.9")], levels, ["NE"]),
    ("blood +50 %", replace(BLOOD, circulating_pc=200), [blood(28, "300")], levels, ["PD"]),
    ("blood +49.9 %", replace(BLOOD, circulating_pc=200), [blood(28, "299.9")], levels, ["NE"]),
    (
        "marrow 5 after CR is relapse for DFS",
        SERUM,
        [negative(28, marrow_pc="1"), negative(56), negative(84, marrow_pc="5")],
        lambda course: course.relapse_from_cr_day,
        84,
    ),
    (
        "marrow 4.9 and an immunofixation not done is no relapse",
        SERUM,
        [negative(28, marrow_pc="1"), negative(56), serum(84, "0", marrow_pc="4.9")],
        lambda course: course.relapse_from_cr_day,
        None,
    ),
    (
        "sustained MRD at 365 days, one in 100 000",
        SERUM,
        [
            replace(
                negative(day, marrow_pc="1"),
                pet="resolved",
                mrd=Mrd(result="negative", method="ngf", sensitivity=D("0.00001")),
            )
            for day in (28, 393)
        ],
        lambda course: (course.sustained_mrd, course.mrd[0].imwg_negative),
        (True, True),
    ),
    (
        "364 days are not a year",
        SERUM,
        [
            replace(
                negative(day, marrow_pc="1"),
                pet="resolved",
                mrd=Mrd(result="negative", method="ngs", sensitivity=D("0.000001")),
            )
            for day in (28, 392)
        ],
        lambda course: course.sustained_mrd,
        False,
    ),
    (
        "one in 99 999 is not sensitive enough",
        SERUM,
        [
            replace(
                negative(28, marrow_pc="1"),
                mrd=Mrd(result="negative", method="ngf", sensitivity=D("0.0000101")),
            )
        ],
        lambda course: course.mrd[0].imwg_negative,
        False,
    ),
]


def answer(case, criteria):
    _, baseline, visits, asked, _ = case
    return asked(respond(baseline, visits, criteria=criteria, options=STANDARD))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_edge(case):
    assert answer(case, CRITERIA) == case[-1]


FLIPPED = {">=": ">", ">": ">=", "<=": "<", "<": "<="}
# The comparator of these is an option, so that the criteria's own has no say.
BY_OPTION = {"dflc_vgpr", "spd_vgpr"}


def mutants():
    for name, threshold in CRITERIA.thresholds().items():
        if name not in BY_OPTION:
            yield name, "comparator", replace(threshold, comparator=FLIPPED[threshold.comparator])
        counted = name in {"spd_lesions", "mrd_sustained"}  # whole numbers
        step = D(1) if counted else max(threshold.value / 50, D("0.000001"))
        yield name, "higher", replace(threshold, value=threshold.value + step)
        yield name, "lower", replace(threshold, value=threshold.value - step)


@pytest.mark.parametrize(
    ("name", "what", "mutant"),
    list(mutants()),
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_no_mutant_of_a_threshold_survives(name, what, mutant):
    criteria = replace(CRITERIA, **{name: mutant})
    assert any(answer(case, criteria) != case[-1] for case in CASES)
