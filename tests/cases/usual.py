"""What most courses have in common: screening, preparation, the quiet ward, visits."""

from timeline import Timeline

CLASSES = (
    "anti_t_antibody",
    "donor_lymphocyte_infusion",
    "cns_radiotherapy",
    "combination_chemotherapy",
    "lenalidomide",
    "bortezomib",
    "vincristine",
    "corticosteroid_therapeutic",
    "bendamustine",
)


def person(t: Timeline, day: int, *, birth: str, sex: str, height: object, weight: object) -> None:
    """Write who it is and the measures of the body; on the ward the weight is taken weekly."""
    t.put(day, "08:00", birth_date=f"{birth}T00:00+08:00", sex=sex, height=height, weight=weight)
    if day > -60:
        t.daily(0, 0, "07:00", weight=weight)
        t.daily(7, 7, "07:00", weight=weight)


def screening(t: Timeline, day: int, **changes: object) -> None:
    """Write the assessment before treatment, everything as required unless changed."""
    usual = {
        "kps": 80,
        "ecog": 1,
        "lvef": 62,
        "alt": 22,
        "ast": 24,
        "total_bilirubin": "11.2",
        "creatinine": 78,
        "oxygen_device": "room_air",
        "spo2": 97,
        "active_infection": False,
        "infection_controlled": True,
        "expected_survival": 52,
        "hemoglobin": 104,
        "platelets": 142,
        "wbc": "4.6",
        "anc": "2.6",
        "alc": "1.2",
        "ldh": 198,
        "albumin": 41,
        "beta2_microglobulin": "3.2",
        "calcium": "2.28",
        "active_hbv": False,
        "active_tuberculosis": False,
        "hiv": "negative",
        "hcv_antibody": "negative",
        "hcv_rna": "negative",
        "hbsag": "negative",
        "anti_hbc": "negative",
        "cmv_igg": "positive",
        "cmv_dna": "negative",
        "tuberculosis_test": "negative",
        "vital_signs_abnormal": False,
        "cannot_cooperate": False,
        "mental_illness_precludes": False,
        "allergy_product_component": False,
        "allergy_product_excipient": False,
        "marked_organ_dysfunction": [],
        "cardiac_amyloidosis": False,
        "atrial_fibrillation": False,
        "renal_impairment": False,
        "dialysis": False,
        "cns_disease": False,
        "implants": [],
        "sulfonamide_allergy": False,
        "g6pd_deficiency": False,
        "qtc": 428,
        "prior_lines": 4,
        "exposed_imid": True,
        "exposed_pi": True,
        "exposed_anti_cd38": True,
        "prior_bcma_therapy": False,
        "high_risk": False,
        "late_relapse": False,
        "extramedullary_disease": False,
        "plasma_cell_leukaemia": False,
        "bcma_expression": "positive",
        "collected_from": "patient",
    } | changes
    t.put(day, "09:00", **{name: value for name, value in usual.items() if value is not None})


def never(t: Timeline, day: int, *given: str) -> None:
    """State of each class that bears on collection that it was never given, but for those given."""
    t.put(day, "09:00", **{name: False for name in CLASSES if name not in given})


def product(
    t: Timeline, day: int, name: str, origin: str, *, collected: bool = False, **changes: object
) -> None:
    """Write which product is planned; unless it is on record already, that cells were collected."""
    if not collected:
        t.put(day - 14, "09:00", leukapheresis=True)
        t.put(day - 14, "16:00", collected_cells=185, collected_cell_kind="lymphocytes")
    usual = {
        "product": name,
        "product_origin": origin,
        "costimulatory_domain": "4_1bb",
        "vector": "lentiviral",
        "lymphodepletion_regimen": "flu_cy",
    } | changes
    t.put(day, "09:00", **usual)


def conditioning(t: Timeline, first: int, **doses: object) -> None:
    """Write three daily doses of lymphodepletion and the start of antiviral prophylaxis."""
    t.put(first, "09:00", lymphodepletion_start=True)
    for day in range(first, first + 3):
        t.put(day, "09:00", **doses)
    t.put(first + 2, "11:00", lymphodepletion_end=True)
    t.daily(first, 28, "08:00", aciclovir=400)


def infusion(t: Timeline, dose: object = None, *, until: int = 21) -> None:
    """Write the infusion and the prophylaxis that begins with it."""
    t.put(0, t.hour, infusion=True)
    if dose is not None:
        t.put(0, t.hour, product_dose=dose)
    t.daily(0, until, "08:30", norfloxacin=400, triazole_antifungal=200)
    t.daily(0, 90, "09:00", sulfamethoxazole_trimethoprim=800)


WELL = {
    "hypotension": False,
    "hypoxia": False,
    "oxygen_device": "room_air",
    "oxygen_for_hypoxia": False,
    "vasopressors": [],
    "consciousness": "awake",
}
DAILY = {
    "fever_other_cause": False,
    "fever_masked": False,
    "new_organ_toxicity": False,
    "active_infection": False,
    "neutrophils_recovered": False,
    "ice_total": 10,
    "consciousness_other_cause": False,
    "seizure": "none",
    "motor": "none",
    "edema_icp": [],
    "neurological_signs": False,
}


def rounds(t: Timeline, first: int, last: int, *clocks: str, **changes: object) -> None:
    """Write what the ward states at each round; None leaves a statement out."""
    told = {name: value for name, value in (WELL | changes).items() if value is not None}
    t.daily(first, last, *(clocks or ("00:00", "08:00", "16:00")), **told)


def statements(t: Timeline, first: int, last: int, clock: str = "08:00", **changes: object) -> None:
    """Write what is stated once a day; None leaves a statement out."""
    told = {name: value for name, value in (DAILY | changes).items() if value is not None}
    t.daily(first, last, clock, **told)


def visit(t: Timeline, day: int, **found: object) -> None:
    """Write one assessment of response; a test that was not done is left out."""
    usual = {
        "serum_electrophoresis": "positive",
        "serum_ife": "positive",
        "urine_m_protein": 0,
        "urine_ife": "negative",
        "adverse_events_reviewed": True,
        "infection_reviewed": True,
        "response_reviewed": True,
    } | found
    t.put(day, "09:00", **{name: value for name, value in usual.items() if value is not None})


def blood(t: Timeline, first: int, last: int, **changes: object) -> None:
    """Write the daily results of an uncomplicated course after lymphodepletion."""
    usual = {
        "wbc": [(-5, 4.4), (-1, 1.1), (2, 0.4), (7, 0.6), (12, 1.6), (20, 3.2), (28, 3.8)],
        "anc": [(-5, 2.6), (-1, 0.9), (2, 0.3), (7, 0.4), (12, 1.1), (20, 2.0), (28, 2.4)],
        "alc": [(-5, 1.2), (-1, 0.1), (7, 0.1), (12, 0.4), (28, 1.1)],
        "hemoglobin": [(-5, 101), (3, 84), (12, 82), (28, 98)],
        "platelets": [(-5, 138), (3, 76), (9, 58), (16, 64), (28, 112)],
        "creatinine": 80,
        "urea": 5.2,
        "potassium": 4.0,
        "sodium": 140,
        "calcium": 2.2,
        "phosphate": 1.1,
        "alt": 26,
        "ast": 28,
        "total_bilirubin": 12,
        "albumin": 38,
        "ldh": [(-5, 198), (4, 240), (10, 200)],
        "crp": [(-5, 3), (1, 6), (5, 12), (9, 4)],
        "ferritin": [(-5, 420), (5, 760), (14, 480)],
    } | changes
    t.labs(first, last, **usual)


def coagulation(t: Timeline, first: int, last: int, **changes: object) -> None:
    """Write daily coagulation and interleukin-6 as during a cytokine release syndrome."""
    usual = {
        "il6": [(1, 45), (3, 1800), (6, 150), (10, 12)],
        "fibrinogen": [(1, 3.6), (4, 2.6), (8, 2.9)],
        "prothrombin_time": 12.8,
        "aptt": 36,
        "d_dimer": [(1, 0.6), (4, 2.1), (9, 0.8)],
    } | changes
    t.labs(first, last, **usual)
    t.daily(first, last, "08:00", physical_examination=True, fluid_balance=True)
    t.daily(first, last, "07:00", blood_gas=True, infection_workup=True, heart_monitoring=True)
