"""Courses before infusion: eligibility, wash-out, kidneys, hepatitis B; and the uneventful one."""

from timeline import Timeline
from usual import (
    blood,
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


def uneventful() -> Timeline:
    """Return a course without fever, from screening to month 8."""
    t = Timeline("SYN-01", "2025-03-10")
    person(t, -30, birth="1966-05-14", sex="male", height=170, weight="68.0")
    screening(t, -30, lenalidomide_planned=False)
    never(
        t,
        -30,
        "combination_chemotherapy",
        "bortezomib",
        "corticosteroid_therapeutic",
        "lenalidomide",
    )
    t.put(-59, "20:00", combination_chemotherapy=True, bortezomib=True)
    t.put(-59, "20:00", corticosteroid_therapeutic=True)
    t.put(-200, "20:00", lenalidomide=True)
    t.put(-30, "10:00", planned_leukapheresis="2025-02-12T09:00+08:00")
    t.put(-28, "08:00", hemoglobin=103, platelets=139, alc="1.15")
    t.put(-26, "09:00", leukapheresis=True)
    t.put(-26, "16:00", collected_cells=210, collected_cell_kind="lymphocytes")
    product(t, -20, "eque_cel", "human", collected=True)
    visit(
        t,
        -8,
        serum_m_protein=38,
        kappa_flc=96,
        lambda_flc="6.2",
        marrow_plasma_cells=25,
        marrow_clonal_plasma_cells="present",
        plasmacytoma_spd=0,
        m_protein_isotype="iga",
        involved_light_chain="kappa",
        igg="6.8",
        iga="41.0",
        igm="0.4",
    )
    t.put(-5, "08:00", weight="68.0", planned_infusion="2025-03-10T10:00+08:00")
    t.put(-5, "08:00", steroid_premedication=False, active_infection=False, tocilizumab_stock=2)
    conditioning(t, -4, fludarabine="44.8", cyclophosphamide=1360)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.5, 124, 76, 17, 98),
        (4, "08:00", 36.8, 118, 82, 18, 97),
        (8, "08:00", 37.2, 116, 88, 18, 97),
        (14, "08:00", 36.5, 122, 78, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    t.put(15, "10:00", hospital_discharge=True)
    blood(t, -5, 14)
    t.put(18, "09:00", neutrophils_recovered=True, anc="1.9", platelets=72, hemoglobin=88)
    visit(
        t,
        14,
        serum_m_protein=12,
        kappa_flc=14,
        lambda_flc="5.1",
        marrow_plasma_cells="3.0",
        mrd="negative",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
    )
    months = {
        28: {
            "serum_m_protein": 3,
            "kappa_flc": 9,
            "lambda_flc": "4.0",
            "marrow_plasma_cells": "1.0",
        },
        63: {"serum_m_protein": "1.5", "kappa_flc": 8, "lambda_flc": "4.2"},
        92: {
            "serum_m_protein": 0,
            "kappa_flc": 9,
            "lambda_flc": "4.5",
            "marrow_plasma_cells": "1.0",
        },
        122: {"serum_m_protein": 0, "kappa_flc": 8, "lambda_flc": "5.0"},
        153: {"serum_m_protein": 0, "kappa_flc": 8, "lambda_flc": "6.0"},
        184: {
            "serum_m_protein": 0,
            "kappa_flc": 9,
            "lambda_flc": "8.0",
            "marrow_plasma_cells": "1.0",
        },
        245: {
            "serum_m_protein": 0,
            "kappa_flc": 10,
            "lambda_flc": "9.0",
            "marrow_plasma_cells": "1.0",
        },
    }
    for day, found in months.items():
        marrow = "marrow_plasma_cells" in found
        if marrow:
            found |= {"mrd": "negative", "mrd_method": "ngf", "mrd_sensitivity": "1e-5"}
        if day >= 92:
            found |= {"serum_ife": "negative", "serum_electrophoresis": "negative"}
        if day >= 184:
            found |= {"marrow_clonal_plasma_cells": "absent"}
        visit(t, day, **found)
        t.put(day, "09:00", active_infection=False, hemoglobin=112, platelets=168, anc="2.4")
    t.put(28, "09:00", igg="5.2", igm="0.2", immune_recovery=False)
    t.put(63, "09:00", igg="5.6")
    t.put(92, "09:00", igg="6.4")
    return t


def eligibility_washout() -> Timeline:
    """Return one who is screened too early after lenalidomide, with a raised bilirubin."""
    t = Timeline("SYN-13", "2025-11-10")
    person(t, -66, birth="1972-01-23", sex="female", height=158, weight="55.0")
    screening(
        t,
        -66,
        kps=40,
        ecog=2,
        lvef=47,
        total_bilirubin="40.0",
        platelets=48,
        cytopenia_from_progression=True,
        childbearing_potential=False,
        breast_feeding=False,
        hemoglobin=92,
        alc="0.42",
        cd3_count=310,
        high_risk=True,
    )
    never(
        t,
        -66,
        "lenalidomide",
        "corticosteroid_therapeutic",
        "combination_chemotherapy",
        "bortezomib",
    )
    t.put(-120, "09:00", combination_chemotherapy=True, bortezomib=True)
    t.put(-65, "21:00", lenalidomide=True)
    t.put(-60, "20:00", corticosteroid_therapeutic=True)
    t.put(-65, "10:00", planned_leukapheresis="2025-09-15T09:00+08:00")
    # A week later: the plan is moved, the bilirubin is normal again.
    t.put(-52, "08:00", total_bilirubin="18.0", alt=24, ast=30, creatinine=66, platelets=56)
    t.put(-52, "08:00", hemoglobin=95, alc="0.55", spo2=98, oxygen_device="room_air")
    t.put(-52, "08:00", planned_leukapheresis="2025-09-22T09:00+08:00", lvef=55, kps=60, ecog=2)
    t.put(-52, "08:00", active_infection=False)
    t.put(-49, "09:00", leukapheresis=True)
    t.put(-49, "17:00", collected_cells=310, collected_cell_kind="lymphocytes")
    product(t, -40, "zevor_cel", "human", collected=True)
    return t


def renal_impairment() -> Timeline:
    """Return one with a creatinine clearance of 25 mL/min who is treated all the same."""
    t = Timeline("SYN-09", "2025-09-08")
    person(t, -40, birth="1959-02-11", sex="male", height=168, weight="60.0")
    screening(
        t, -40, creatinine=218, renal_impairment=True, hemoglobin=88, beta2_microglobulin="8.4"
    )
    never(t, -40, "bortezomib", "corticosteroid_therapeutic", "combination_chemotherapy")
    t.put(-90, "09:00", bortezomib=True, combination_chemotherapy=True)
    t.put(-88, "09:00", corticosteroid_therapeutic=True)
    t.put(-38, "09:00", leukapheresis=True)
    product(t, -30, "ide_cel", "murine", collected=True)
    visit(
        t,
        -10,
        serum_m_protein=21,
        urine_m_protein=640,
        urine_ife="positive",
        kappa_flc=8,
        lambda_flc=1450,
        marrow_plasma_cells=32,
        plasmacytoma_spd=0,
    )
    t.put(-7, "08:00", weight="60.0", planned_infusion="2025-09-08T10:00+08:00")
    t.put(-6, "07:00", creatinine=218, alt=20, ast=22, total_bilirubin=10, hemoglobin=86)
    t.put(-6, "12:00", lymphodepletion_regimen="cy_alone")
    t.put(-5, "09:00", lymphodepletion_start=True)
    t.daily(-5, -3, "09:00", cyclophosphamide=502)
    t.put(-3, "11:00", lymphodepletion_end=True)
    t.daily(-5, 28, "08:00", aciclovir=200)
    infusion(t, 420)
    t.vitals(
        (0, "08:00", 36.6, 138, 78, 17, 98),
        (2, "08:00", 38.3, 126, 96, 19, 96),
        (3, "20:00", 37.1, 132, 84, 18, 97),
        (14, "08:00", 36.6, 136, 76, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    blood(
        t,
        -5,
        14,
        creatinine=[(-5, 218), (3, 232), (10, 196), (14, 184)],
        urea=[(-5, 14), (3, 16), (14, 11)],
    )
    visit(
        t,
        28,
        serum_m_protein="2.4",
        urine_m_protein=60,
        urine_ife="positive",
        kappa_flc=9,
        lambda_flc=88,
        marrow_plasma_cells=2,
        mrd="negative",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
        igg="3.6",
    )
    t.put(28, "07:00", creatinine=150, hemoglobin=96, platelets=108, anc="1.7", weight="59.0")
    return t


def hepatitis_b() -> Timeline:
    """Return one with active hepatitis B, who comes back with it under control."""
    t = Timeline("SYN-10", "2025-10-13")
    person(t, -150, birth="1969-08-30", sex="male", height=175, weight="72.0")
    screening(
        t,
        -150,
        hbsag="positive",
        anti_hbc="positive",
        active_hbv=None,
        alt=168,
        ast=122,
        active_infection=None,
        infection_controlled=None,
    )
    t.put(-147, "15:00", hbv_dna="positive", active_hbv=True, active_infection=True)
    t.put(-147, "15:00", infection_controlled=False)
    t.daily(-146, 60, "20:00", entecavir="0.5")
    screening(t, -40, hbsag="positive", anti_hbc="positive", hbv_dna="negative", alt=31, ast=27)
    never(t, -40)
    t.put(-36, "09:00", leukapheresis=True)
    product(t, -30, "eque_cel", "human", collected=True)
    visit(
        t,
        -8,
        serum_m_protein=29,
        kappa_flc=12,
        lambda_flc=210,
        marrow_plasma_cells=22,
        plasmacytoma_spd=0,
    )
    t.put(-6, "08:00", weight="72.5", planned_infusion="2025-10-13T10:00+08:00")
    conditioning(t, -4, fludarabine="46.9", cyclophosphamide=1450)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.6, 128, 78, 17, 98),
        (3, "08:00", 38.6, 112, 102, 20, 96),
        (5, "08:00", 36.9, 120, 84, 18, 97),
        (14, "08:00", 36.6, 124, 76, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    blood(t, -5, 14, alt=[(-5, 30), (14, 34)])
    visit(t, 29, serum_m_protein=2, kappa_flc=10, lambda_flc=14, marrow_plasma_cells=1, igg="4.6")
    t.put(29, "07:00", hbv_dna="negative", alt=29, ast=26, active_infection=False)
    return t
