"""Courses with neurotoxicity, with and without cytokine release syndrome; readings in dispute."""

from timeline import Timeline
from usual import (
    blood,
    coagulation,
    conditioning,
    infusion,
    person,
    product,
    rounds,
    statements,
    visit,
)

NO_ICE = dict.fromkeys(("ice_total", "consciousness_other_cause", "seizure", "motor", "edema_icp"))


def icans_with_crs() -> Timeline:
    """Return ICANS that rises to grade 3 beside CRS of grade 2."""
    t = Timeline("SYN-03", "2025-05-12")
    person(t, -6, birth="1957-02-20", sex="male", height=172, weight="75.0")
    product(t, -20, "zevor_cel", "human")
    visit(
        t,
        -9,
        serum_m_protein=40,
        kappa_flc=260,
        lambda_flc=7,
        marrow_plasma_cells=45,
        plasmacytoma_spd=0,
    )
    conditioning(t, -5, fludarabine="47.3", cyclophosphamide=568)
    infusion(t, 150)
    t.vitals(
        (0, "08:00", 36.6, 130, 76, 17, 98),
        (2, "08:00", 38.5, 114, 100, 20, 96),
        (3, "08:00", 39.0, 96, 112, 22, 94),
        (5, "08:00", 38.4, 92, 108, 22, 94),
        (6, "20:00", 37.4, 112, 92, 19, 96),
        (14, "08:00", 36.6, 126, 78, 17, 98),
    )
    rounds(t, 0, 2)
    low = {"hypotension": True}
    rounds(t, 3, 3, **low)
    rounds(t, 4, 4, "00:00", "08:00", **low)
    rounds(t, 4, 4, "18:00", **low, consciousness="voice")
    rounds(t, 5, 5, "02:00", "10:00", "18:00", **low, consciousness="tactile")
    rounds(t, 6, 8, consciousness="tactile")
    rounds(t, 9, 9, consciousness="voice")
    rounds(t, 10, 14)
    statements(t, 0, 3)
    statements(t, 4, 4, ice_total=8)
    t.put(4, "18:00", ice_total=5, neurological_signs=True)
    t.put(4, "18:00", fever_masked=True, crs_improving=False)
    statements(t, 5, 5, "10:00", fever_masked=True, ice_total=1, neurological_signs=True)
    statements(t, 6, 8, "10:00", fever_masked=True, ice_total=2, neurological_signs=True)
    statements(t, 9, 9, "10:00", fever_masked=True, ice_total=5, neurological_signs=True)
    statements(t, 10, 14, "10:00", fever_masked=True)
    t.daily(6, 14, "10:30", crs_resolved=True)
    t.put(4, "09:30", tocilizumab=600)
    t.daily(4, 4, "18:30", dexamethasone=10)
    t.daily(5, 9, "00:30", "06:30", "12:30", "18:30", dexamethasone=10)
    t.put(4, "19:30", crs_poorly_controlled=True)
    t.put(5, "12:00", neuroimaging=True, eeg=True, fundoscopy=True)
    t.put(8, "16:00", neuroimaging=True)
    blood(
        t,
        -5,
        14,
        ferritin=[(-5, 380), (2, 1400), (5, 3900), (14, 700)],
        crp=[(-5, 4), (2, 62), (5, 84), (9, 12)],
    )
    coagulation(t, 2, 6)
    visit(t, 28, serum_m_protein=6, kappa_flc=12, lambda_flc=6, marrow_plasma_cells=2, igg="4.1")
    return t


def icans_without_crs() -> Timeline:
    """Return ICANS of grade 4 by a long seizure, days after CRS has gone."""
    t = Timeline("SYN-04", "2025-06-09")
    person(t, -6, birth="1970-11-30", sex="female", height=161, weight="58.0")
    product(t, -20, "eque_cel", "human")
    visit(
        t,
        -9,
        serum_m_protein=28,
        kappa_flc=10,
        lambda_flc=160,
        marrow_plasma_cells=24,
        plasmacytoma_spd=0,
    )
    conditioning(t, -4, fludarabine="40.3", cyclophosphamide=1160)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.6, 118, 78, 17, 98),
        (2, "08:00", 38.4, 108, 100, 20, 96),
        (4, "08:00", 36.8, 116, 82, 18, 97),
        (9, "08:00", 36.7, 122, 84, 17, 98),
        (10, "08:00", 37.2, 138, 112, 22, 95),
        (12, "08:00", 36.9, 124, 86, 18, 97),
        (18, "08:00", 36.6, 120, 78, 17, 98),
    )
    rounds(t, 0, 8)
    rounds(t, 9, 9, consciousness="spontaneous")
    # Ventilated from day 10 to protect the airway, not for hypoxia.
    rounds(t, 10, 10, "00:00", consciousness="spontaneous")
    down = {"oxygen_device": "mechanical", "consciousness": "unarousable"}
    rounds(t, 10, 10, "07:00", "15:00", "23:00", **down)
    rounds(t, 11, 11, **down)
    rounds(t, 12, 13, consciousness="voice")
    rounds(t, 14, 18)
    statements(t, 0, 8)
    statements(t, 9, 9, ice_total=7, neurological_signs=True)
    statements(
        t, 10, 10, "07:00", ice_total=0, seizure="clinical", neurological_signs=True, edema_icp=None
    )
    t.put(10, "07:00", seizure_duration=7, seizure_back_to_baseline=False)
    t.put(10, "07:00", convulsive_status_epilepticus=True)
    t.put(10, "09:00", neuroimaging=True, edema_icp=[], intracranial_hemorrhage=False)
    statements(t, 11, 11, ice_total=None, consciousness_other_cause=False, neurological_signs=True)
    t.put(11, "08:00", convulsive_status_epilepticus=False)
    statements(t, 12, 13, ice_total=4, neurological_signs=True)
    statements(t, 14, 18)
    t.put(10, "07:30", methylprednisolone=1000, levetiracetam=1000)
    t.put(11, "07:30", methylprednisolone=1000)
    t.daily(12, 13, "06:00", "18:00", methylprednisolone=58)
    t.daily(10, 20, "20:00", levetiracetam=1000)
    t.put(12, "09:00", neuroimaging=True)
    blood(t, -4, 18, platelets=[(-4, 120), (3, 60), (10, 32), (18, 44)])
    visit(t, 28, serum_m_protein=3, kappa_flc=8, lambda_flc=11, marrow_plasma_cells=1, igg="5.1")
    t.put(11, "20:00", crs_improving=True)
    return t


def icans_consciousness_unknown() -> Timeline:
    """Return ICE with an item missing and nobody who wrote down how awake the patient is."""
    t = Timeline("SYN-14", "2025-12-01")
    person(t, -6, birth="1975-04-04", sex="male", height=178, weight="81.0")
    product(t, -20, "eque_cel", "human")
    conditioning(t, -4, fludarabine="50.0", cyclophosphamide=1620)
    infusion(t)
    t.vitals(
        (0, "08:00", 36.6, 128, 78, 17, 98),
        (3, "08:00", 38.2, 118, 96, 19, 97),
        (5, "08:00", 36.8, 124, 82, 18, 97),
        (9, "20:00", 36.6, 126, 80, 17, 98),
    )
    rounds(t, 0, 4)
    rounds(t, 5, 9, consciousness=None)
    statements(t, 0, 4)
    statements(t, 5, 9, **NO_ICE)
    t.put(5, "08:00", ice_year=1, ice_month=1, ice_city=1, ice_hospital=1, ice_naming=2)
    t.put(5, "08:00", ice_command=1, ice_attention=0, seizure="none", motor="none")
    t.put(5, "08:00", consciousness_other_cause=False)
    t.put(5, "11:00", consciousness="spontaneous")
    # Day 7: sedated for an MRI; nobody could assess ICE.
    t.put(7, "08:00", seizure="none", motor="none", consciousness="tactile")
    t.put(7, "08:00", consciousness_other_cause=True)
    t.put(7, "12:00", neuroimaging=True, edema_icp=[])
    t.put(8, "08:00", ice_total=10, seizure="none", motor="tremor_myoclonus")
    t.put(8, "08:00", consciousness="awake", consciousness_other_cause=False)
    blood(t, -4, 9)
    return t


def contradictory_readings() -> Timeline:
    """Return two thermometers that disagree, and a reading that is withdrawn."""
    t = Timeline("SYN-17", "2026-02-02")
    person(t, -6, birth="1980-10-10", sex="female", height=166, weight="60.0")
    product(t, -20, "zevor_cel", "human")
    conditioning(t, -5, fludarabine="41.6", cyclophosphamide=499)
    infusion(t, 150)
    t.vitals((0, "08:00", 36.6, 118, 76, 17, 98), (2, "08:00", 36.9, 116, 80, 17, 98))
    t.put(2, "12:00", temperature="38.6", systolic_bp=116, heart_rate=84, respiratory_rate=18)
    t.put(2, "12:00", spo2=97)
    t.write(t.when(2, "12:00"), temperature="36.8")
    t.write(
        t.when(2, "12:00"),
        keys={"recorded": t.when(2, "13:00").isoformat(timespec="minutes"), "withdrawn": True},
        temperature="38.6",
    )
    t.put(2, "16:00", temperature="36.9", heart_rate=82, respiratory_rate=17, spo2=98)
    t.write(t.when(2, "16:00"), systolic_bp=58)
    t.write(
        t.when(2, "16:00"),
        keys={"recorded": t.when(2, "16:20").isoformat(timespec="minutes"), "withdrawn": True},
        systolic_bp=58,
    )
    t.write(
        t.when(2, "16:00"),
        keys={"recorded": t.when(2, "16:20").isoformat(timespec="minutes")},
        systolic_bp=158,
    )
    # A fever of the night that was written down only in the morning.
    t.write(
        t.when(3, "02:00"),
        keys={"recorded": t.when(3, "07:30").isoformat(timespec="minutes")},
        temperature="38.4",
    )
    t.vitals((2, "20:00", 36.9, 120, 80, 17, 98), (3, "00:00", 37.1, 118, 84, 17, 98))
    t.vitals((3, "04:00", 37.6, 116, 88, 18, 97), (4, "20:00", 36.7, 118, 78, 17, 98))
    rounds(t, 0, 4)
    statements(t, 0, 4)
    blood(t, -5, 4)
    return t
