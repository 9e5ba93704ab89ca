"""Rules in which an and read as an or, or an or as an and, would say something else."""

import pytest

from tests.unit.care.rule_truth import truth

PAST = {"infused": True, "relapsed": True, "died": False}
NORMAL = {"urate": "300", "potassium": "4", "phosphate": "1.0", "calcium": "2.3", "infused": True}
CASES = [
    ("LI-05", {"suspected_progression": True, "car_t_detectable": "positive"}, True),
    ("LI-05", {"suspected_progression": True, "car_t_detectable": "negative"}, False),
    ("LI-05", {"suspected_progression": False, "car_t_detectable": "positive"}, False),
    ("IND-10b", {"infused": True, "implants": frozenset({"prosthesis"})}, True),
    ("IND-10b", {"infused": True, "implants": frozenset({"venous_filter"})}, True),
    ("IND-10b", {"infused": True, "implants": frozenset()}, False),
    ("SALV-02b", {**PAST, "bcma_at_relapse": "reduced", "bcma_assays_comparable": False}, True),
    ("SALV-02b", {**PAST, "bcma_at_relapse": "reduced", "bcma_assays_comparable": True}, False),
    ("SALV-02b", {**PAST, "bcma_at_relapse": "positive", "bcma_assays_comparable": False}, False),
    (
        "SALV-02c",
        {**PAST, "bcma_at_relapse": "reduced", "gamma_secretase_inhibitor_available": False},
        True,
    ),
    (
        "SALV-02c",
        {**PAST, "bcma_at_relapse": "reduced", "gamma_secretase_inhibitor_available": True},
        False,
    ),
    (
        "SALV-02c",
        {**PAST, "bcma_at_relapse": "negative", "gamma_secretase_inhibitor_available": False},
        False,
    ),
    ("OUT-TLS", {**NORMAL, "phosphate": "3.0", "calcium": "1.5"}, True),
    ("OUT-TLS", {**NORMAL, "potassium": "6.5", "calcium": "1.5"}, True),
    ("OUT-TLS", {**NORMAL, "urate": "600", "phosphate": "3.0"}, True),
    ("OUT-TLS", {**NORMAL, "urate": "600"}, False),
    ("OUT-TLS", {**NORMAL, "calcium": "1.5"}, False),
]


@pytest.mark.parametrize(("rule", "stated", "expected"), CASES)
def test_what_has_to_come_together_and_what_suffices(rule, stated, expected):
    assert truth(rule, stated) is expected
