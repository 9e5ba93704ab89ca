"""What is asked further about a saved run: which parameters matter, what a design would find."""

import csv
import io
from datetime import UTC, datetime

import pytest

from tests.web.test_trials import BASE, token, waited
from trephine.core.event import Entry
from trephine.core.run_event import RunPlanned
from trephine.library.write_trial import write_trial
from trephine.web.trials.population_shape import PopulationAsked
from trephine.web.trials.population_work import population_plan

POPULATION = "a" * 32


@pytest.fixture(scope="module")
def client(apart):
    """With a population that was asked for; its answer is not needed."""
    trial = population_plan(PopulationAsked(product="cilta-cel", patients=4, days=60.0))
    planned = RunPlanned(
        sort="population", title=trial.title, plan=write_trial(trial), patients=4, days=60.0,
        seed=1, code="",
    )  # fmt: skip
    apart.app.state.workplace.journal.append(
        f"run/{POPULATION}", 0, [Entry(kind="run-planned", payload=planned)],
        author="demo", at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    return apart


@pytest.fixture(scope="module")
def sensitivity(client):
    """128 runs, on the IL-6 peak: (its id, its page)."""
    asked = {"outcome": "il6_peak", "patients": 128, "seed": 3}
    answer = client.post(
        f"{BASE}/populations/{POPULATION}/sensitivities", json=asked, headers=token(client)
    )
    assert answer.status_code == 202, answer.text
    started = answer.json()
    assert started["of"] == POPULATION
    assert waited(client, started["job"])["state"] == "done"
    return started["id"], client.get(f"{BASE}/sensitivities/{started['id']}").json()


def test_a_sensitivity_is_kept_with_every_parameter_and_what_it_does_not_tell(client, sensitivity):
    name, page = sensitivity
    answer = page["answer"]
    assert "模拟" in answer["note"]["zh"]
    assert answer["runs"] == 128
    assert len(answer["rows"]) == 87
    sizes = [abs(one["value"]) for one in answer["rows"]]
    assert sizes == sorted(sizes, reverse=True)
    assert all(one["ci_lb"] <= one["value"] <= one["ci_ub"] for one in answer["rows"])
    assert all(one["settled"][-1] == one["value"] for one in answer["rows"])
    assert answer["rows"][0]["settled"][0] is None, "16 runs for 87 parameters: undefined"
    assert answer["apart"] == sum(x["ci_lb"] > 0 or x["ci_ub"] < 0 for x in answer["rows"])
    assert answer["by_chance"] == pytest.approx(87 * 0.05)
    assert any("monotone" in one["en"] for one in answer["not_told"])
    assert any("独立" in one["zh"] for one in answer["not_told"])
    kinds = [one.kind for one in client.app.state.workplace.journal.read(f"run/{name}")]
    assert kinds == ["run-planned", "run-started", "run-finished"]


def test_a_sensitivity_is_taken_away_as_table_and_figure(client, sensitivity):
    name, page = sensitivity
    got = client.get(f"{BASE}/sensitivities/{name}/table.csv?lang=en")
    rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert "imulated" in rows[0][0]
    assert len(rows) == 3 + 87
    assert float(rows[3][2]) == pytest.approx(page["answer"]["rows"][0]["value"], abs=1e-4)
    for lang, word in (("zh", "模拟"), ("en", "imulated")):
        figure = client.get(f"{BASE}/runs/{name}/figures/tornado.svg?lang={lang}")
        assert word in figure.text


def test_a_sensitivity_that_cannot_be_is_refused(client):
    base = f"{BASE}/populations/{POPULATION}/sensitivities"
    for wrong in ({"outcome": "nothing"}, {"patients": 90}, {"seed": -1}):
        asked = {"outcome": "il6_peak", "patients": 128, **wrong}
        answer = client.post(base, json=asked, headers=token(client))
        assert answer.status_code == 400, wrong
    none = f"{BASE}/populations/{'0' * 32}/sensitivities"
    asked = {"outcome": "il6_peak"}
    assert client.post(none, json=asked, headers=token(client)).status_code == 404
    assert client.get(f"{BASE}/sensitivities/{POPULATION}").status_code == 404
