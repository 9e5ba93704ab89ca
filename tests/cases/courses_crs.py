"""Courses with cytokine release syndrome: grade 3, HLH-like, late, both layers."""

from timeline import Timeline
from usual import (
    blood,
    coagulation,
    conditioning,
    infusion,
    never,
    person,
    product,
    rounds,
    screening,
    statements,
    visit,
)


def crs_3_two_tocilizumab() -> Timeline:
    """Return CRS of grade 3: two doses of tocilizumab, then dexamethasone."""
    t = Timeline("SYN-02", "2025-04-14", "10:30")
    person(t, -6, birth="1961-09-03", sex="female", height=160, weight="62.0")
    product(t, -20, "zevor_cel", "human")
    visit(
        t,
        -10,
        serum_m_protein=34,
        kappa_flc=11,
        lambda_flc=180,
        marrow_plasma_cells=28,
        plasmacytoma_spd=0,
    )
    conditioning(t, -5, fludarabine="41.5", cyclophosphamide=498)
    infusion(t, 150)
    t.vitals(
        (0, "08:00", 36.6, 126, 78, 17, 98),
        (1, "12:00", 37.4, 118, 88, 18, 97),
        (1, "20:00", 38.4, 112, 102, 20, 96),
        (2, "08:00", 38.8, 98, 112, 22, 94),
        (2, "20:00", 38.9, 86, 118, 24, 94),
        (3, "04:00", 39.1, 88, 124, 26, 94),
        (3, "20:00", 37.9, 92, 110, 22, 95),
        (4, "20:00", 37.0, 108, 92, 20, 96),
        (6, "08:00", 36.6, 118, 80, 18, 97),
        (14, "08:00", 36.5, 122, 76, 17, 98),
    )
    rounds(t, 0, 2, "00:00", "08:00")
    rounds(t, 0, 1, "16:00")
    low = {"hypotension": True, "hypoxia": True, "oxygen_device": "nasal_cannula", "oxygen_flow": 3}
    low["oxygen_for_hypoxia"] = True
    rounds(t, 1, 1, "20:00")
    rounds(t, 2, 2, "16:00", "20:00", **low)
    rounds(t, 3, 3, "04:00", "12:00", "20:00", **low, vasopressors=["norepinephrine"])
    rounds(t, 4, 4, "04:00", "12:00", **low, vasopressors=["norepinephrine"])
    rounds(t, 4, 4, "20:00", **(low | {"hypotension": False, "oxygen_flow": 2}))
    rounds(t, 5, 5, "04:00", "12:00", "20:00", **(low | {"hypotension": False, "oxygen_flow": 2}))
    rounds(t, 6, 14)
    statements(t, 0, 3)
    statements(t, 4, 14, fever_masked=True, crs_resolved=None)
    t.put(3, "10:00", fever_masked=True)
    t.daily(6, 14, "08:30", crs_resolved=True)
    t.put(1, "20:00", infection_ruled_out=False, tumour_lysis_ruled_out=True)
    t.put(1, "20:00", allergic_reaction_ruled_out=True)
    t.put(3, "06:00", tocilizumab=496, tocilizumab_infusion_minutes=75)
    t.put(3, "12:00", crs_poorly_controlled=True, crs_improving=False)
    t.put(3, "14:30", tocilizumab=496)
    t.put(3, "19:30", crs_poorly_controlled=True, crs_improving=False, crs_refractory=False)
    t.put(3, "20:30", dexamethasone=10)
    t.daily(4, 4, "02:30", "08:30", "14:30", "20:30", dexamethasone=10)
    t.put(4, "21:00", crs_poorly_controlled=False, crs_improving=True, crs_refractory=False)
    blood(
        t,
        -5,
        14,
        ferritin=[(-5, 420), (1, 900), (3, 5200), (5, 6100), (14, 900)],
        crp=[(-5, 3), (1, 22), (3, 128), (6, 30), (10, 6)],
    )
    coagulation(t, 1, 6)
    visit(t, 28, serum_m_protein=4, kappa_flc=9, lambda_flc=14, marrow_plasma_cells=1, igg="4.4")
    return t


def hlh_like() -> Timeline:
    """Return hyperinflammation that does not yield to 12 hours of treatment."""
    t = Timeline("SYN-05", "2025-07-07")
    person(t, -6, birth="1964-07-07", sex="male", height=174, weight="70.0")
    product(t, -20, "eque_cel", "human")
    visit(
        t,
        -9,
        serum_m_protein=45,
        kappa_flc=310,
        lambda_flc=5,
        marrow_plasma_cells=62,
        plasmacytoma_spd=0,
    )
    conditioning(t, -4, fludarabine="46.0", cyclophosphamide=1400)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.7, 122, 80, 17, 98),
        (1, "08:00", 38.7, 112, 104, 20, 96),
        (2, "16:00", 39.6, 100, 126, 28, 90),
        (3, "08:00", 39.4, 98, 124, 28, 92),
        (5, "08:00", 38.6, 102, 112, 24, 94),
        (7, "08:00", 37.2, 112, 92, 20, 96),
        (9, "08:00", 36.8, 118, 84, 18, 97),
        (14, "08:00", 36.6, 120, 80, 17, 98),
    )
    high = {"hypoxia": True, "oxygen_device": "hfnc", "oxygen_flow": 40, "oxygen_for_hypoxia": True}
    rounds(t, 0, 1)
    rounds(t, 2, 2, "00:00", "08:00")
    rounds(t, 2, 2, "16:00", **high)
    rounds(t, 3, 5, **high)
    low = {"hypoxia": True, "oxygen_device": "nasal_cannula", "oxygen_flow": 2}
    rounds(t, 6, 7, **low, oxygen_for_hypoxia=True)
    rounds(t, 8, 14)
    statements(t, 0, 2)
    statements(t, 3, 7, fever_masked=True, new_organ_toxicity=True)
    statements(t, 8, 14, fever_masked=True)
    t.daily(8, 14, "08:30", crs_resolved=True)
    t.put(2, "20:00", tocilizumab=560, dexamethasone=10)
    t.daily(3, 7, "02:00", "08:00", "14:00", "20:00", dexamethasone=10)
    t.put(3, "06:30", crs_improving=False)
    t.put(3, "08:00", liver_toxicity_grade=3, renal_toxicity_grade=1, pulmonary_oedema_grade=0)
    t.put(3, "08:30", ferritin_rising_fast=True, new_cytopenia=True, crs_refractory=True)
    t.put(4, "10:00", marrow_examination=True, haemophagocytosis=True)
    t.put(4, "10:30", hlh_explained_otherwise=False, hlh_needs_intervention=True, hlh_severe=True)
    t.put(4, "10:30", hlh_life_threatening=False, crs_improving=False, crs_refractory=True)
    t.daily(4, 9, "12:30", "18:30", anakinra=100)
    t.put(8, "09:00", crs_improving=True, liver_toxicity_grade=1, renal_toxicity_grade=0)
    t.put(8, "09:00", pulmonary_oedema_grade=0)
    blood(
        t,
        -4,
        14,
        ferritin=[
            (-4, 900),
            (1, 1800),
            (2, 6400),
            (3, 12800),
            (4, 28400),
            (6, 19000),
            (9, 6200),
            (14, 2100),
        ],
        alt=[(-4, 28), (2, 90), (3, 268), (4, 340), (8, 120), (14, 52)],
        ast=[(-4, 30), (2, 110), (3, 320), (4, 410), (8, 96), (14, 44)],
        creatinine=[(-4, 84), (3, 118), (5, 124), (9, 92)],
        crp=[(-4, 8), (2, 142), (4, 96), (9, 12)],
        ldh=[(-4, 260), (3, 720), (5, 940), (14, 320)],
        platelets=[(-4, 120), (2, 64), (4, 22), (7, 24), (14, 48)],
    )
    coagulation(
        t,
        1,
        9,
        fibrinogen=[(1, 4.2), (3, 1.6), (4, 1.1), (6, 1.4), (9, 2.2)],
        triglycerides=[(1, 1.6), (4, 4.2), (9, 2.4)],
    )
    visit(t, 28, serum_m_protein=9, kappa_flc=24, lambda_flc=5, marrow_plasma_cells=4, igg="4.8")
    return t


def late_crs() -> Timeline:
    """Return fever on day 24 and again, with low pressure, on day 31."""
    t = Timeline("SYN-06", "2025-08-04")
    person(t, -6, birth="1968-12-19", sex="female", height=163, weight="57.0")
    product(t, -20, "cilta_cel", "camelid")
    visit(
        t,
        -9,
        serum_m_protein=26,
        kappa_flc=140,
        lambda_flc=6,
        marrow_plasma_cells=18,
        plasmacytoma_spd=0,
    )
    conditioning(t, -5, fludarabine="48.2", cyclophosphamide=482)
    infusion(t, 43)
    t.put(0, "09:00", product_dose_per_kg="0.75")
    t.vitals(
        (0, "08:00", 36.5, 118, 76, 17, 98),
        (7, "08:00", 38.2, 112, 94, 19, 97),
        (9, "08:00", 36.8, 116, 80, 17, 98),
        (16, "08:00", 36.5, 118, 76, 17, 98),
    )
    rounds(t, 0, 16)
    statements(t, 0, 16)
    blood(t, -5, 16)
    t.put(17, "10:00", hospital_discharge=True)
    t.put(20, "09:00", temperature=36.6, systolic_bp=120, heart_rate=78, respiratory_rate=17)
    t.put(20, "09:00", spo2=98)
    rounds(t, 20, 20, "09:00")
    statements(t, 20, 20, "09:00")
    t.vitals(
        (24, "08:00", 38.3, 112, 98, 19, 97),
        (24, "20:00", 38.1, 114, 96, 19, 97),
        (25, "12:00", 36.8, 118, 82, 17, 98),
    )
    rounds(t, 24, 25, "08:00", "16:00")
    statements(t, 24, 24, fever_other_cause=None)
    t.put(24, "14:00", fever_other_cause=False, infection_ruled_out=True)
    t.put(24, "14:00", tumour_lysis_ruled_out=True, allergic_reaction_ruled_out=True)
    t.put(24, "10:00", blood_culture="pending", crp=18, anc="1.3", ferritin=640)
    statements(t, 25, 25)
    visit(t, 28, serum_m_protein=3, kappa_flc=8, lambda_flc=6, marrow_plasma_cells=1, igg="3.8")
    t.vitals(
        (31, "06:00", 38.6, 85, 112, 22, 95),
        (32, "06:00", 37.4, 104, 92, 19, 97),
        (35, "06:00", 36.6, 116, 78, 17, 98),
    )
    rounds(t, 31, 31, "06:00", "12:00", "20:00", hypotension=True)
    rounds(t, 32, 35, "06:00", "14:00", "22:00")
    statements(t, 31, 31, "06:30")
    statements(t, 32, 35, "06:30")
    t.put(31, "07:00", creatinine=74, alt=30, ast=28, anc="1.8", hemoglobin=96, platelets=84)
    t.put(31, "07:00", crp=46, ferritin=1180, il6=320, weight="56.0")
    return t


def both_layers() -> Timeline:
    """Return CRS of grade 1 within 72 hours, seen with and without the outside layer."""
    t = Timeline("SYN-18", "2026-01-12")
    person(t, -40, birth="1963-03-02", sex="male", height=171, weight="66.0")
    screening(t, -40, prior_lines=3)
    never(t, -40)
    t.put(-36, "09:00", leukapheresis=True)
    product(t, -30, "ide_cel", "murine", collected=True)
    visit(
        t,
        -9,
        serum_m_protein=31,
        kappa_flc=9,
        lambda_flc=130,
        marrow_plasma_cells=20,
        plasmacytoma_spd=0,
    )
    t.put(-6, "08:00", weight="66.0", creatinine=112)
    conditioning(t, -5, fludarabine="42.5", cyclophosphamide=531)
    infusion(t, 480)
    t.vitals(
        (0, "08:00", 36.6, 126, 76, 17, 98),
        (1, "16:00", 38.5, 116, 98, 19, 97),
        (2, "16:00", 38.9, 92, 112, 21, 96),
        (4, "08:00", 37.2, 112, 90, 18, 97),
        (14, "08:00", 36.5, 122, 78, 17, 98),
    )
    rounds(t, 0, 1)
    rounds(t, 2, 2, "00:00", "08:00")
    rounds(t, 2, 2, "16:00", hypotension=True)
    rounds(t, 3, 3, hypotension=True)
    rounds(t, 4, 14)
    statements(t, 0, 14, elderly_or_comorbid=False)
    blood(t, -5, 14, creatinine=112)
    coagulation(t, 1, 5)
    return t
