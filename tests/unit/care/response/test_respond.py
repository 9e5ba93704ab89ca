"""Sequences, options and what a person reads: response over a course."""

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from trephine.care.response.options import ResponseOptions, standard_options
from trephine.care.response.respond import respond
from trephine.care.response.visit import Mrd, Visit
from trephine.library.response_criteria import response_criteria

CRITERIA = response_criteria()
STANDARD = standard_options(CRITERIA)
D = Decimal
BASE = Visit(at=0, serum_m=40, urine_m=0, spd=0)
FLC = Visit(at=0, serum_m=0, urine_m=0, kappa=810, lambda_=10, spd=0)
MARROW = Visit(at=0, serum_m=0, urine_m=0, kappa=10, lambda_=10, marrow_pc=60, spd=0)
TUMOUR = replace(BASE, spd=2000)


def serum(day, value, **more):
    return Visit(at=day, serum_m=value, urine_m=0, **more)


def negative(day, **more):
    return serum(day, 0, serum_ife="negative", urine_ife="negative", **more)


def course(baseline, visits, new_therapy=None, **chosen):
    options = replace(STANDARD, **chosen)
    return respond(baseline, visits, criteria=CRITERIA, options=options, new_therapy=new_therapy)


def levels(*args, **named):
    return [visit.level for visit in course(*args, **named).visits]


def codes(found):
    return {flag.code for flag in found.flags}


# Each option: a course, the answer at its default, the answer at each other choice.
def best(found):
    return found.best_confirmed


def each(found):
    return [visit.level for visit in found.visits]


def pd_day(found):
    return found.progression_day


SPIKE = [serum(28, 6), serum(56, 12), serum(84, 11), serum(112, 17)]
OPTIONS = [
    ("nadir", BASE, SPIKE, each, ["PR", "PD", "PD", "PD"],
     {"lowest_confirmed_including_baseline": ["PR", "PR", "PR", "PD"]}),
    ("urine_if_unmeasurable_at_baseline", BASE, [Visit(at=28, serum_m=4), serum(56, 4)], each,
     ["VGPR", "VGPR"], {"required": ["NE", "VGPR"], "ignored": ["VGPR", "VGPR"]}),
    ("urine_if_unmeasurable_at_baseline", BASE, [Visit(at=28, serum_m=4, urine_m=120)], each,
     ["PR"], {"required": ["PR"], "ignored": ["VGPR"]}),
    ("confirmation", BASE, [serum(28, 4)], best, "SD", {"not_required": "VGPR"}),
    ("bm_window_days", BASE, [negative(28, marrow_pc=1), negative(88), negative(89)], each,
     ["CR", "CR", "VGPR"], {61: ["CR", "CR", "CR"], 59: ["CR", "VGPR", "VGPR"]}),
    ("imaging_window_days", TUMOUR, [serum(28, 4, spd=0), serum(128, 4), serum(129, 4)], each,
     ["VGPR", "VGPR", "NE"], {101: ["VGPR"] * 3, 99: ["VGPR", "NE", "NE"]}),
    ("missing_measurable_marker", replace(BASE, urine_m=1000), [Visit(at=28, serum_m=4)], each,
     ["NE"], {"from_the_others": ["VGPR"]}),
    ("serum_high_nadir_rule", replace(BASE, serum_m=60), [serum(28, 70)], each,
     ["PD"], {"required_too": ["SD"], "off": ["SD"]}),
    ("serum_high_nadir_rule", replace(BASE, serum_m=50), [serum(28, "62.5")], each,
     ["PD"], {"required_too": ["PD"], "off": ["PD"]}),
    ("vgpr_spd", TUMOUR, [serum(28, 2, spd=200)], each, ["PR"], {"at_least": ["VGPR"]}),
    ("vgpr_dflc", FLC, [serum(28, 0, kappa=90, lambda_=10)], each, ["PR"],
     {"at_least": ["VGPR"]}),
    ("no_measurable_disease", replace(BASE, serum_m=5, kappa=10, lambda_=10, marrow_pc=20),
     [serum(28, 12)], each, ["NE"], {"progression_only": ["PD"]}),
    ("baseline_imaging_carry_forward", TUMOUR, [serum(28, 4)], each, ["NE"],
     {"within_window": ["SD"]}),
    ("light_chain_escape", replace(BASE, kappa=30, lambda_=10),
     [serum(28, 4, kappa=131, lambda_=10)], each, ["VGPR"], {"progression": ["PD"]}),
    ("serum_m_by_immunoglobulin", replace(BASE, iga=30),
     [serum(28, 4, iga=15)], each, ["VGPR"], {"iga": ["PR"], "igd": ["NE"]}),
    ("antibody_interference", BASE,
     [negative(28, marrow_pc=1), negative(56),
      serum(84, 0, serum_ife="positive", antibody_interference=True)],
     lambda found: found.relapse_from_cr_day, None, {"as_read": 84}),
    ("plasmacytoma_unknown_at_baseline", replace(BASE, spd=None), [negative(28, marrow_pc=1)],
     each, ["VGPR"], {"taken_as_none": ["CR"]}),
    ("flc_unknown_at_baseline", replace(MARROW, kappa=None, lambda_=None),
     [serum(28, 0, marrow_pc=20)], each, ["PR"], {"NE": ["NE"]}),
    ("spd_lesion_count_unknown", TUMOUR, [serum(28, 4, spd=100), serum(56, 4, spd=150)], each,
     ["VGPR", "PD"], {"not_counted": ["VGPR", "VGPR"]}),
    ("progression_without_repeat", BASE, [serum(28, 4, new_lesion=True)], best, "SD",
     {"confirmed_at_once": "PD"}),
]  # fmt: skip
AFTER = [
    ("pd_confirmation_after_new_therapy", [serum(28, 50), serum(56, 52)], best, "PD",
     {"not_allowed": "SD"}),
    ("visits_after_new_therapy", [serum(28, 4), serum(56, 4)], each, ["VGPR", "VGPR"],
     {"not_evaluable": ["VGPR", "NE"]}),
]  # fmt: skip


def exact(visits):
    return [
        replace(one, serum_m=D(one.serum_m)) if isinstance(one.serum_m, str) else one
        for one in visits
    ]


@pytest.mark.parametrize(
    ("name", "baseline", "visits", "asked", "standard", "others"),
    OPTIONS,
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_an_option_changes_what_it_says(name, baseline, visits, asked, standard, others):
    assert asked(course(baseline, exact(visits))) == standard
    for choice, expected in others.items():
        assert asked(course(baseline, exact(visits), **{name: choice})) == expected, choice


@pytest.mark.parametrize(("name", "visits", "asked", "standard", "others"), AFTER)
def test_an_option_about_new_therapy(name, visits, asked, standard, others):
    assert asked(course(BASE, visits, 40)) == standard
    for choice, expected in others.items():
        assert asked(course(BASE, visits, 40, **{name: choice})) == expected


def test_every_option_is_tested_with_every_choice():
    tried = {}
    for name, *_, others in (*OPTIONS, *AFTER):
        tried.setdefault(name, set()).update(others)
    for convention in CRITERIA.conventions:
        if convention.id == "same_day_conflict":  # tests/edges
            continue
        others = {choice.id for choice in convention.choices} - {convention.default}
        assert others <= tried[convention.id], convention.id


def test_options_and_conventions_are_the_same_list():
    names = [field.name for field in fields(ResponseOptions)]
    assert sorted(names) == sorted(convention.id for convention in CRITERIA.conventions)
    for convention in CRITERIA.conventions:
        assert isinstance(getattr(STANDARD, convention.id), str) == (convention.days is None)


def test_a_visit_on_the_day_of_new_therapy_is_not_before_it():
    visits = [serum(28, 4), serum(56, 4)]
    assert best(course(BASE, visits, 57)) == "VGPR"
    assert best(course(BASE, visits, 56)) == "SD"


def test_progression_on_chains_is_judged_where_serum_and_urine_are_not_measurable():
    found = course(FLC, [serum(28, 0, kappa=20, lambda_=10), serum(56, 0, kappa=200, lambda_=10)])
    assert each(found) == ["VGPR", "PD"]
    assert found.visits[1].progression[0].code == "dflc"
    assert found.progression_day is None
    assert "pd_not_confirmed" in codes(found)


def test_lambda_disease_is_followed_on_its_own_chain():
    baseline = replace(FLC, kappa=10, lambda_=810)
    found = course(baseline, [serum(28, 0, kappa=10, lambda_=410)])
    assert found.disease.involved == "lambda"
    assert each(found) == ["PR"]


def test_a_chain_not_detected_beside_a_detected_one_is_an_abnormal_ratio():
    found = course(BASE, [negative(28, marrow_pc=1, clonality="absent", kappa=5, lambda_=0)])
    assert each(found) == ["CR"]


def test_a_ratio_alone_serves_scr():
    visit = negative(28, marrow_pc=1, clonality="absent", flc_ratio=D("1.65"))
    assert levels(BASE, [visit]) == ["sCR"]
    assert levels(BASE, [replace(visit, flc_ratio=D("1.66"))]) == ["CR"]
    assert levels(BASE, [replace(visit, flc_ratio=D("0.26"))]) == ["sCR"]
    assert levels(BASE, [replace(visit, flc_ratio=D("0.25"))]) == ["CR"]


def test_flc_only_disease_needs_a_normal_ratio_for_cr():
    visit = negative(28, marrow_pc=1, kappa=16, lambda_=10)
    assert levels(FLC, [visit]) == ["CR"]
    assert levels(FLC, [replace(visit, kappa=17)]) == ["VGPR"]
    found = course(FLC, [replace(visit, kappa=None, flc_ratio=None)])
    assert each(found) == ["NE"]


def test_non_secretory_disease_falls_to_pr_where_cr_is_not_shown():
    found = course(MARROW, [serum(28, 0, serum_ife="negative", marrow_pc=2)])
    assert each(found) == ["PR"]
    assert "CR_blocked:urine_ife_missing" in codes(found)


def test_a_plasmacytoma_that_appears_is_a_new_lesion_and_blocks_cr_until_it_is_seen_gone():
    visits = [negative(28, marrow_pc=1), negative(56, spd=400), negative(200, marrow_pc=1)]
    found = course(BASE, visits)
    assert each(found) == ["CR", "PD", "VGPR"]
    assert found.visits[1].progression[0].code == "new_lesion"
    assert levels(BASE, [*visits[:2], negative(200, marrow_pc=1, spd=0)])[-1] == "CR"


def test_imaging_of_progression_holds_for_the_confirming_visit():
    found = course(BASE, [serum(28, 4), serum(56, 4, new_lesion=True), serum(84, 4)])
    assert each(found) == ["VGPR", "PD", "PD"]
    assert found.confirmed_pd.first_day == 56
    assert found.confirmed_pd.confirmed_day == 84
    assert found.best_before_pd == "SD"
    cleared = [serum(28, 4), serum(56, 4, new_lesion=True), serum(84, 4, new_lesion=False)]
    assert course(BASE, cleared).confirmed_pd is None


def test_progression_from_several_reasons_names_them_all():
    visits = [
        Visit(at=28, serum_m=50, urine_m=250, new_lesion=True),
        Visit(at=56, serum_m=52, urine_m=260),
    ]
    found = course(BASE, visits)
    assert found.confirmed_pd.reasons == ("serum_m", "urine_m", "new_lesion")
    assert found.confirmed_pd.reason == "serum_m"


def test_progression_that_begins_after_new_therapy_says_so():
    found = course(BASE, [serum(28, 4), serum(56, 20), serum(84, 20)], 40)
    assert found.confirmed_pd.after_new_therapy
    assert not course(BASE, [serum(28, 50), serum(56, 52)], 40).confirmed_pd.after_new_therapy


def test_clinical_relapse_is_reported_and_is_not_progression():
    visits = [serum(28, 4), serum(56, 4, clinical_relapse=("hypercalcaemia",)), serum(84, 4)]
    found = course(BASE, visits)
    assert found.clinical_relapse_day == 56
    assert found.confirmed_pd is None
    assert each(found) == ["VGPR"] * 3
    assert "clinical_relapse" in codes(found)
    assert course(BASE, [serum(28, 4, clinical_relapse=())]).clinical_relapse_day is None


def test_relapse_needs_a_confirmed_cr():
    once = [negative(28, marrow_pc=1), serum(56, 0, serum_ife="positive", urine_ife="negative")]
    assert course(BASE, once).relapse_from_cr_day is None


def test_interference_blocks_cr_and_asks_for_another_assay():
    visit = serum(
        28, 0, serum_ife="positive", urine_ife="negative", marrow_pc=1, antibody_interference=True
    )
    found = course(BASE, [visit])
    assert each(found) == ["VGPR"]
    assert {"alert:antibody_interference", "CR_blocked:serum_ife_interference"} <= codes(found)
    plain = course(BASE, [replace(visit, antibody_interference=None)])
    assert not {code for code in codes(plain) if "interference" in code}


def test_a_band_beside_a_negative_immunofixation_is_no_cr_and_is_flagged():
    found = course(BASE, [replace(negative(28, marrow_pc=1), serum_m=1)])
    assert each(found) == ["VGPR"]
    assert "alert:ife_negative_with_m_protein" in codes(found)


def test_mrd_stands_beside_the_level():
    tests = {
        Mrd(result="negative", method="ngf", sensitivity=D("1E-5")): True,
        Mrd(result="negative", method="ngs", sensitivity=D("1E-6")): True,
        Mrd(result="negative", method="ngf", sensitivity=D("1E-4")): False,
        Mrd(result="negative", method="flow", sensitivity=D("1E-5")): False,
        Mrd(result="negative", method="ngf"): None,
        Mrd(result="negative"): None,
        Mrd(result="positive", method="ngf", sensitivity=D("1E-5")): False,
    }
    for test, expected in tests.items():
        found = course(BASE, [negative(28, marrow_pc=1, mrd=test)])
        assert each(found) == ["CR"]
        assert found.mrd[0].imwg_negative is expected
    early = course(BASE, [serum(28, 10, mrd=Mrd(result="negative", method="ngf"))])
    assert each(early) == ["PR"]
    assert early.mrd[0].imwg_negative is False
    assert "mrd_neg_without_CR:d28" in codes(early)


def mrd_course(*steps):
    visits = []
    for day, result, pet in steps:
        test = Mrd(result=result, method="ngs", sensitivity=D("1E-6"))
        visits.append(negative(day, marrow_pc=1, pet=pet, mrd=test))
    return course(BASE, visits)


def test_sustained_mrd_needs_a_year_imaging_and_nothing_positive_between():
    yes, no = ("negative", "resolved"), ("positive", "resolved")
    assert mrd_course((28, *yes), (393, *yes)).sustained_mrd is True
    assert mrd_course((28, *yes), (392, *yes)).sustained_mrd is False
    assert mrd_course((28, *yes), (200, *no), (393, *yes)).sustained_mrd is False
    assert mrd_course((28, *yes), (393, "negative", None)).sustained_mrd is None
    assert mrd_course((28, *yes), (393, "negative", "residual")).sustained_mrd is False
    lost = mrd_course((28, *yes), (200, *no))
    assert lost.relapse_from_mrd_day == 200
    assert mrd_course((28, *no), (200, *yes)).relapse_from_mrd_day is None


def test_two_mrd_tests_of_one_day_are_both_kept():
    flow = Mrd(result="negative", method="flow", sensitivity=D("1E-4"))
    deep = Mrd(result="positive", method="ngs", sensitivity=D("1E-6"))
    found = course(BASE, [negative(28, marrow_pc=1, mrd=flow), Visit(at=28, mrd=deep)])
    assert {one.test for one in found.mrd} == {flow, deep}
    assert each(found) == ["CR"]


def test_results_of_one_day_complete_each_other():
    found = course(BASE, [Visit(at=28, serum_m=4), Visit(at=28, urine_m=0), serum(28, D("4.0"))])
    assert each(found) == ["VGPR"]
    assert not found.visits[0].flags


def test_moments_are_days_in_the_zone_of_the_baseline():
    east = timezone(timedelta(hours=8))
    start = datetime(2026, 1, 1, 9, tzinfo=east)
    late = datetime(2026, 1, 28, 17, tzinfo=timezone.utc)  # noqa: UP017  (the 29th in the east)
    found = course(replace(BASE, at=start), [replace(serum(0, 4), at=late)], start)
    assert found.visits[0].day == 28
    assert found.visits[0].at == late


def test_what_is_missing_says_what_it_could_change():
    found = course(BASE, [serum(28, 0, serum_ife="negative", marrow_pc=1)]).visits[0]
    by_code = {test.code: test for test in found.missing}
    assert found.level == "VGPR"
    assert by_code["urine_ife"].at_best == "CR"
    assert by_code["urine_ife"].changes
    assert not by_code["clonality"].changes
    assert by_code["new_lesion"].at_worst == "PD"
    absent = course(BASE, [Visit(at=28, urine_m=0)]).visits[0]
    serum_test = next(test for test in absent.missing if test.code == "serum_m")
    assert (absent.level, serum_test.at_worst, serum_test.at_best) == ("NE", "PD", "VGPR")


def test_unknown_at_baseline_is_not_unmeasurable():
    found = course(replace(BASE, serum_m=None), [serum(28, 0)])
    assert found.disease.kind == "unknown"
    assert each(found) == ["NE"]
    assert "baseline_unknown:serum_m" in codes(found)


def test_everything_that_is_said_is_said_in_both_languages():
    visits = [
        negative(28, marrow_pc=1, mrd=Mrd(result="negative", method="ngf")),
        serum(56, 9, antibody_interference=True, serum_ife="positive"),
        Visit(at=84, serum_m=10, urine_m=0, unit_missing=("kappa",)),
    ]
    found = course(BASE, visits)
    texts = [flag.text for flag in found.flags] + [one.text for one in found.mrd]
    for visit in found.visits:
        texts += [visit.text, *(test.text for test in visit.missing)]
        texts += [one.text for one in visit.components]
        texts += [one.text for one in visit.progression]
    assert len(texts) > 20
    for text in texts:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), text
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in text.en), text


def test_the_arithmetic_is_told():
    found = course(BASE, [serum(28, 4), serum(56, 9)])
    assert "40 → 4 g/L (−90 %)" in found.visits[0].text.en
    assert "40 → 4 g/L（−90 %）" in found.visits[0].text.zh
    assert "a rise of 5" in found.visits[1].text.en
    assert "≥ 5 g/L" in found.visits[1].text.en
