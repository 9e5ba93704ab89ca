"""Papers of others, filled into the template: what the audit says of them stays as it was checked.

By hand: validation/audit/papers/*/README.md.
"""

from pathlib import Path

import pytest

from trephine.cli.audit import audited

PAPERS = Path(__file__).parents[2] / "validation" / "audit" / "papers"
FOUND = {
    "blanc-2019": {},
    "blanc-2019-draft": {
        "stated-totals/patients/1470": "proved",
        "grim/zhao2013": "proved",
        "counted-percentages/zhao2013/occupational": "proved",
    },
    "hannum-2020": {"abstract-figures/subjective-random/abstract/differs": "proved"},
    "wang-2018": {
        "heterogeneity-triple/glucose": "computed",
        "heterogeneity-triple/combined": "computed",
    },
}


def test_every_folder_is_pinned() -> None:
    assert {path.name for path in PAPERS.iterdir() if path.is_dir()} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_the_findings_and_their_kinds(name: str) -> None:
    found = audited(str(PAPERS / name))
    assert {one.id: one.kind for one in found.findings} == {
        f"{name}/{key}": kind for key, kind in FOUND[name].items()
    }
    for one in found.findings:
        assert one.sentence.zh
        assert one.arithmetic


def test_the_intervals_that_no_count_was_needed_for() -> None:
    expected = {"hannum-2020": 6, "blanc-2019": 2}
    for name, intervals in expected.items():
        checked = [
            one.verdict
            for result in audited(str(PAPERS / name)).results
            for one in result.checked
            if one.check == "count-free-interval"
        ]
        assert checked == ["agrees"] * intervals
