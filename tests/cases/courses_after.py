"""Courses after the acute weeks: response, infection, immunoglobulin, counts, relapse, gaps."""

from timeline import Timeline
from usual import (
    blood,
    conditioning,
    infusion,
    person,
    product,
    rounds,
    statements,
    visit,
)


def flc_only() -> Timeline:
    """Return a response that light chains alone can show, and progression by them."""
    t = Timeline("SYN-07", "2025-01-13")
    person(t, -6, birth="1959-06-21", sex="male", height=169, weight="64.0")
    product(t, -20, "eque_cel", "human")
    negative = {"serum_ife": "negative", "serum_electrophoresis": "negative"}
    visit(
        t,
        -8,
        serum_m_protein=4,
        urine_m_protein=120,
        urine_ife="positive",
        kappa_flc=820,
        lambda_flc=6,
        marrow_plasma_cells=18,
        plasmacytoma_spd=0,
        m_protein_isotype="light_chain",
        involved_light_chain="kappa",
    )
    conditioning(t, -4, fludarabine="43.3", cyclophosphamide=1280)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.6, 124, 78, 17, 98),
        (4, "08:00", 38.1, 114, 92, 19, 97),
        (6, "08:00", 36.7, 120, 80, 17, 98),
        (14, "08:00", 36.5, 122, 76, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    blood(t, -4, 14)
    t.put(16, "10:00", hospital_discharge=True)
    free = {"serum_m_protein": 0, "urine_m_protein": 0}
    visit(
        t,
        14,
        serum_m_protein=2,
        urine_m_protein=60,
        urine_ife="positive",
        kappa_flc=380,
        lambda_flc=8,
        marrow_plasma_cells=6,
        mrd="positive",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
    )
    visit(
        t,
        28,
        serum_m_protein=1,
        urine_m_protein=20,
        urine_ife="positive",
        kappa_flc=70,
        lambda_flc=9,
        marrow_plasma_cells=2,
        mrd="negative",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
    )
    for day, kappa, extra in (
        (90, 18, {"marrow_plasma_cells": 2, "marrow_clonal_plasma_cells": "present"}),
        (181, 14, {"marrow_plasma_cells": 1, "marrow_clonal_plasma_cells": "absent"}),
        (243, 13, {"marrow_plasma_cells": 1, "marrow_clonal_plasma_cells": "absent"}),
    ):
        visit(
            t,
            day,
            **negative,
            **free,
            kappa_flc=kappa,
            lambda_flc=11,
            mrd="negative",
            mrd_method="ngf",
            mrd_sensitivity="1e-5",
            **extra,
        )
    t.put(360, "09:00", suspected_progression=True)
    visit(
        t,
        362,
        serum_m_protein=0,
        urine_m_protein=90,
        urine_ife="positive",
        kappa_flc=260,
        lambda_flc=9,
        **negative,
    )
    visit(
        t,
        383,
        serum_m_protein=0,
        urine_m_protein=130,
        urine_ife="positive",
        kappa_flc=340,
        lambda_flc=9,
        marrow_plasma_cells=9,
        **negative,
    )
    return t


def extramedullary() -> Timeline:
    """Return disease outside the marrow, followed by imaging at 1 and 3 months."""
    t = Timeline("SYN-08", "2025-02-17")
    person(t, -6, birth="1965-07-15", sex="female", height=157, weight="52.0")
    product(t, -20, "zevor_cel", "human")
    t.put(-10, "15:00", extramedullary_disease=True, soft_tissue_plasmacytoma=True)
    visit(
        t,
        -10,
        serum_m_protein=24,
        kappa_flc=9,
        lambda_flc=240,
        marrow_plasma_cells=15,
        plasmacytoma_spd=2400,
        plasmacytoma_longest=60,
    )
    conditioning(t, -5, fludarabine="37.6", cyclophosphamide=452)
    infusion(t, 150)
    t.vitals(
        (0, "08:00", 36.5, 118, 78, 17, 98),
        (3, "08:00", 38.3, 108, 98, 19, 96),
        (5, "08:00", 36.8, 114, 82, 17, 97),
        (14, "08:00", 36.5, 116, 78, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    blood(t, -5, 14)
    t.put(15, "10:00", hospital_discharge=True)
    visit(
        t,
        14,
        serum_m_protein=11,
        kappa_flc=9,
        lambda_flc=60,
        marrow_plasma_cells=4,
        mrd="positive",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
    )
    visit(
        t,
        28,
        serum_m_protein=7,
        kappa_flc=8,
        lambda_flc=20,
        marrow_plasma_cells=2,
        mrd="negative",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
        igg="4.9",
    )
    t.put(30, "14:00", extramedullary_imaging="smaller", plasmacytoma_spd=1100, new_lesion=False)
    t.put(30, "14:00", plasmacytoma_longest=42, extramedullary_disease=True)
    visit(t, 59, serum_m_protein=3, kappa_flc=8, lambda_flc=12, igg="5.4")
    visit(
        t,
        89,
        serum_m_protein="1.2",
        kappa_flc=8,
        lambda_flc=9,
        marrow_plasma_cells=1,
        mrd="negative",
        mrd_method="ngf",
        mrd_sensitivity="1e-5",
        igg="6.1",
    )
    t.put(91, "10:00", pet_ct="positive", plasmacytoma_spd=200, new_lesion=False)
    t.put(91, "10:00", plasmacytoma_longest=16, extramedullary_disease=True)
    t.put(91, "10:00", extramedullary_imaging="smaller")
    return t


def low_igg_infection() -> Timeline:
    """Return low immunoglobulin: watched, then replaced with an infection, then assessed."""
    t = Timeline("SYN-11", "2025-03-24")
    person(t, -6, birth="1962-09-09", sex="female", height=162, weight="60.0")
    product(t, -20, "eque_cel", "human")
    visit(
        t,
        -9,
        serum_m_protein=22,
        kappa_flc=88,
        lambda_flc=6,
        marrow_plasma_cells=16,
        plasmacytoma_spd=0,
        m_protein_isotype="iga",
        igg="5.9",
        iga="26.0",
        igm="0.3",
    )
    conditioning(t, -4, fludarabine="41.1", cyclophosphamide=1200)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.5, 118, 78, 17, 98),
        (5, "08:00", 38.2, 112, 94, 19, 97),
        (7, "08:00", 36.7, 116, 80, 17, 98),
        (14, "08:00", 36.5, 118, 76, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    blood(t, -4, 14)
    t.put(16, "10:00", hospital_discharge=True)
    visit(
        t,
        28,
        serum_m_protein=1,
        kappa_flc=6,
        lambda_flc=5,
        marrow_plasma_cells=1,
        igg="5.0",
        iga="0.3",
        igm="0.1",
        cd19_count=0,
    )
    t.put(28, "10:00", active_infection=False, temperature="36.5", weight="59.0")
    t.put(28, "10:00", neutrophils_recovered=True)
    visit(t, 61, serum_m_protein=0, serum_ife="negative", kappa_flc=6, lambda_flc=5, igg="4.8")
    t.put(61, "10:00", active_infection=True, infection_site=["lower_airways"], temperature="38.4")
    t.put(61, "10:00", pathogen=["bacteria"], anc="2.2", hemoglobin=108, platelets=126, crp=96)
    t.put(61, "10:00", weight="58.5")
    t.put(62, "14:00", immunoglobulin_iv="23.4")
    t.put(66, "10:00", active_infection=False, temperature="36.7", crp=8)
    t.put(92, "09:00", igg="3.6")
    t.put(153, "09:00", igg="6.8", iga="0.4", active_infection=True, temperature="37.9")
    t.put(153, "09:00", infection_site=["upper_airways"], serious_or_recurrent_infection=True)
    t.put(95, "14:00", immunoglobulin_iv="23.4")
    return t


def antigen_negative_relapse() -> Timeline:
    """Return relapse without BCMA after a murine product: what is left, and what is ruled out."""
    t = Timeline("SYN-12", "2025-01-06")
    person(t, -6, birth="1960-01-30", sex="male", height=175, weight="70.0")
    product(t, -20, "ide_cel", "murine")
    visit(
        t,
        -9,
        serum_m_protein=36,
        kappa_flc=200,
        lambda_flc=7,
        marrow_plasma_cells=40,
        plasmacytoma_spd=0,
    )
    conditioning(t, -5, fludarabine="55.3", cyclophosphamide=553)
    infusion(t, 450)
    t.vitals(
        (0, "08:00", 36.5, 122, 76, 17, 98),
        (2, "08:00", 38.6, 110, 102, 20, 96),
        (4, "08:00", 36.8, 118, 82, 17, 97),
        (14, "08:00", 36.5, 120, 76, 17, 98),
    )
    rounds(t, 0, 14)
    statements(t, 0, 14)
    blood(t, -5, 14)
    t.put(16, "10:00", hospital_discharge=True)
    for day, m in ((14, 14), (28, 5), (59, 3), (90, 2), (181, 2)):
        visit(t, day, serum_m_protein=m, kappa_flc=9, lambda_flc=6, marrow_plasma_cells=2)
    t.put(90, "10:00", car_t_detectable="negative")
    t.put(270, "09:00", suspected_progression=True, car_t_detectable="negative")
    visit(t, 271, serum_m_protein=11, kappa_flc=70, lambda_flc=6, marrow_plasma_cells=14)
    visit(t, 292, serum_m_protein=15, kappa_flc=95, lambda_flc=6)
    t.put(292, "10:00", relapse=True)
    t.put(292, "11:00", trial_available=True, sensitive_drug_left=False, unused_drug_left=True)
    t.put(292, "11:00", second_car_t_considered=True, bcma_therapy_considered=True)
    t.put(292, "11:00", car_t_persistence_short=True, car_t_expansion_poor=False)
    t.put(292, "11:00", t_cell_function_assessed=False)
    t.put(300, "15:00", bcma_at_relapse="negative", bcma_assays_comparable=True)
    t.put(300, "15:00", gprc5d_at_relapse="positive", cs1_at_relapse="negative")
    t.put(300, "15:00", cd19_at_relapse="negative", further_target_positive=False)
    t.put(310, "10:00", t_cell_function_assessed=True, t_cell_inhibiting_factor=True)
    return t


def neutropenia_fever() -> Timeline:
    """Return fever in grave neutropenia: infection and CRS, both paths open."""
    t = Timeline("SYN-15", "2025-09-29")
    person(t, -6, birth="1958-03-27", sex="female", height=155, weight="50.0")
    product(t, -20, "cilta_cel", "camelid")
    conditioning(t, -5, fludarabine="44.0", cyclophosphamide=440)
    infusion(t, 38)
    t.vitals(
        (0, "08:00", 36.6, 116, 80, 17, 98),
        (6, "20:00", 37.0, 112, 88, 18, 97),
        (7, "08:00", 38.7, 104, 112, 22, 96),
        (8, "20:00", 38.9, 102, 114, 22, 96),
        (10, "08:00", 37.2, 110, 92, 18, 97),
        (20, "08:00", 36.5, 116, 78, 17, 98),
    )
    rounds(t, 0, 20)
    statements(t, 0, 6)
    statements(t, 7, 7, fever_other_cause=None, active_infection=None)
    statements(t, 8, 9, "09:00", fever_other_cause=True, active_infection=True)
    statements(t, 10, 17, active_infection=True)
    statements(t, 18, 20, neutrophils_recovered=True)
    t.put(0, "08:00", isolation_available=True)
    t.put(7, "09:00", blood_culture="pending")
    t.put(8, "09:00", blood_culture="positive", pathogen=["bacteria"])
    t.put(8, "09:00", infection_site=["bloodstream"])
    t.daily(7, 12, "18:00", filgrastim=300)
    blood(
        t,
        -5,
        20,
        anc=[(-5, 1.9), (0, 0.5), (4, 0.1), (10, 0.1), (14, 0.6), (18, 1.2), (20, 1.6)],
        platelets=[(-5, 96), (4, 40), (10, 18), (20, 46)],
        hemoglobin=[(-5, 92), (6, 76), (20, 84)],
        crp=[(-5, 6), (6, 10), (8, 164), (14, 20)],
    )
    return t


def half_missing() -> Timeline:
    """Return a transfer with half of the record missing."""
    t = Timeline("SYN-16", "2026-03-09")
    # The other hospital wrote down temperature and pulse, two blood counts, and little else.
    t.put(0, "10:00", infusion=True)
    for day, clock, warm, pulse in (
        (0, "12:00", "36.7", 82),
        (0, "18:00", "36.9", 84),
        (1, "06:00", "37.2", 88),
        (1, "12:00", "37.6", 92),
        (1, "18:00", "38.2", 98),
        (2, "06:00", "38.6", 108),
        (2, "12:00", "38.8", 112),
    ):
        t.put(day, clock, temperature=warm, heart_rate=pulse)
    t.put(0, "07:00", wbc="1.8", hemoglobin=92)
    t.put(2, "07:00", wbc="0.7", hemoglobin=84)
    t.put(1, "19:00", paracetamol=500)
    t.put(2, "20:00", temperature="38.9", systolic_bp=84, heart_rate=118)
    t.put(2, "21:00", fever_other_cause=False)
    t.put(2, "22:00", hypotension=True, oxygen_device="nasal_cannula", oxygen_for_hypoxia=True)
    t.put(2, "23:00", oxygen_flow=4, vasopressors=["norepinephrine"])
    t.put(2, "23:30", weight="71.0")
    # Two days later nothing has been written since.
    return t
