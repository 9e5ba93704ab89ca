"""What is asked further about a saved run: which parameters matter, what a design would find."""

import csv
import io
import tomllib
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.loop.tables import table
from tests.web.test_trials import BASE, token, waited
from trephine.core.event import Entry
from trephine.core.run_event import RunFinished, RunPlanned, RunStarted
from trephine.library.ready_trial import ready_trial
from trephine.library.write_trial import write_trial
from trephine.loop.design import replicates
from trephine.web.trials.population_shape import PopulationAsked
from trephine.web.trials.population_work import population_plan

POPULATION, TRIAL, UNFINISHED = "a" * 32, "b" * 32, "c" * 32
ARMS = {
    "consensus": table(n=600, arm="consensus", severe=0.4),
    "grade-1": table(n=600, arm="grade-1", severe=0.15, seed=4),
}
DESIGN = {"endpoint": "CRS_G3P", "other": "grade-1", "patients": 40, "trials": 400, "seed": 5}


@pytest.fixture(scope="module")
def client(apart):
    """With a population that was asked for; its answer is not needed."""
    trial = population_plan(PopulationAsked(product="cilta-cel", patients=4, days=60.0))
    planned = RunPlanned(
        sort="population", title=trial.title, plan=write_trial(trial), patients=4, days=60.0,
        seed=1, code="",
    )  # fmt: skip
    asked_for(apart, POPULATION, Entry(kind="run-planned", payload=planned))
    return apart


def asked_for(client, name, *entries):
    client.app.state.workplace.journal.append(
        f"run/{name}", 0, entries, author="demo", at=datetime(2026, 11, 23, tzinfo=UTC)
    )


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


def from_where(rows):
    """Return the address in the footer of a table, which is that of every export."""
    lines = [one[0] for one in rows[rows.index([]) + 1 :]]
    assert lines[0].startswith("From: ")
    assert lines[1].startswith("Made by Trephine ")
    assert lines[-1].startswith("Cite as: ")
    return lines[0].rpartition(" · ")[2]


def test_a_sensitivity_is_taken_away_as_table_and_figure(client, sensitivity):
    name, page = sensitivity
    got = client.get(f"{BASE}/sensitivities/{name}/table.csv?lang=en")
    rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert "imulated" in rows[0][0]
    assert len(rows[: rows.index([])]) == 3 + 87
    assert from_where(rows) == f"{client.base_url}/mechanism/runs/{name}"
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


@pytest.fixture(scope="module")
def trial(client):
    """A run that has its answer, and 600 patients an arm in its folder, which nobody simulated."""
    plan = ready_trial("tocilizumab-grade-1")
    planned = RunPlanned(
        sort="trial", title=plan.title, plan=write_trial(plan), patients=600, days=90.0, seed=1,
        code="",
    )  # fmt: skip
    asked_for(client, UNFINISHED, Entry(kind="run-planned", payload=planned))
    asked_for(
        client,
        TRIAL,
        Entry(kind="run-planned", payload=planned),
        Entry(kind="run-started", payload=RunStarted(job="made-up")),
        Entry(kind="run-finished", payload=RunFinished(answer={}, version=1)),
    )
    for arm, one in ARMS.items():
        folder = client.app.state.workplace.jobs.folder / "made-up" / "tables" / f"arm-{arm}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table(dict(one.columns)), folder / "patients-000000.parquet")
    return TRIAL


@pytest.fixture(scope="module")
def design(client, trial):
    """(Its id, its page) of a comparison of the two arms."""
    answer = client.post(f"{BASE}/runs/{trial}/designs", json=DESIGN, headers=token(client))
    assert answer.status_code == 202, answer.text
    assert waited(client, answer.json()["job"])["state"] == "done"
    name = answer.json()["id"]
    return name, client.get(f"{BASE}/designs/{name}").json()


def test_a_design_is_kept_with_what_its_trials_would_find(client, trial, design):
    name, page = design
    answer = page["answer"]
    assert "模拟" in answer["note"]["zh"]
    assert page["head"]["of"] == trial
    assert [(one["n"], one["planned"]) for one in answer["rows"]] == [
        (10, False), (20, False), (40, True), (60, False), (80, False),
    ]  # fmt: skip
    own = replicates(
        ARMS["consensus"], other=ARMS["grade-1"], endpoint="CRS_G3P", n=40, trials=400, seed=5
    )
    row = answer["rows"][2]
    assert row["power"]["value"] == own.power
    assert row["power"]["ci_lb"] < own.power < row["power"]["ci_ub"]
    assert row["type_1_error"]["value"] == own.type_1_error
    assert row["estimates"] == list(own.quantiles)
    assert answer["truth"] == pytest.approx(own.truth)
    assert answer["enough"] == next(
        (one["n"] for one in answer["rows"] if one["power"]["value"] >= 0.8), None
    )
    people = " + ".join(str(one) for one in own.people)
    assert any(f"({people})" in one["en"] for one in answer["said"])
    listed = {one["id"]: one["sort"] for one in client.get(f"{BASE}/runs").json()}
    assert listed[name] == "design"


def test_a_design_is_taken_away_as_plan_table_and_figure(client, design):
    name, page = design
    plan = tomllib.loads(client.get(f"{BASE}/runs/{name}/plan.toml").text)
    assert (plan["first"], plan["other"], plan["n"]) == ("consensus", "grade-1", 40)
    got = client.get(f"{BASE}/designs/{name}/table.csv?lang=en").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(got)))
    assert "imulated" in rows[0][0]
    assert [one[0] for one in rows[3 : rows.index([])]] == ["10", "20", "40", "60", "80"]
    assert from_where(rows) == f"{client.base_url}/mechanism/runs/{name}"
    power = page["answer"]["rows"][2]["power"]["value"]
    assert float(rows[5][6]) == pytest.approx(power, abs=1e-4)
    for lang, word in (("zh", "模拟"), ("en", "imulated")):
        assert word in client.get(f"{BASE}/runs/{name}/figures/operating.svg?lang={lang}").text


@pytest.mark.parametrize(
    ("more", "against", "words"),
    [
        ({"endpoint": "MEDIAN_OS"}, {"other": ARMS["grade-1"]}, "log-rank"),
        (
            {"endpoint": "MEDIAN_PFS", "other": "", "reference": 6.5},
            {"reference": 6.5},
            "6.5 month",
        ),
    ],
)
def test_a_design_of_a_time_to_an_event(client, trial, more, against, words):
    asked = {**DESIGN, **more}
    started = client.post(f"{BASE}/runs/{trial}/designs", json=asked, headers=token(client)).json()
    assert waited(client, started["job"])["state"] == "done"
    answer = client.get(f"{BASE}/designs/{started['id']}").json()["answer"]
    own = replicates(
        ARMS["consensus"], endpoint=more["endpoint"], n=40, trials=400, seed=5, **against
    )
    row = answer["rows"][2]
    assert answer["measure"] == own.measure
    assert (row["power"]["value"], row["events"]) == (own.power, own.events)
    assert row["estimates"] == [one if np.isfinite(one) else None for one in own.quantiles]
    assert words in answer["test"]["en"]
    assert (
        answer["label"]["en"]
        == {
            "hazard ratio": "Overall survival: hazard ratio, other arm to first",
            "months": "Median progression-free survival (months)",
        }[own.measure]
    )
    assert f"{own.events:.1f} events" in " ".join(one["en"] for one in answer["said"])
    table = client.get(f"{BASE}/designs/{started['id']}/table.csv?lang=en").text
    assert f",{own.events:.4f}," in table
    for lang in ("zh", "en"):
        drawn = client.get(f"{BASE}/runs/{started['id']}/figures/operating.svg?lang={lang}")
        assert drawn.status_code == 200


def test_a_design_that_cannot_be_is_refused(client, trial):
    base = f"{BASE}/runs/{trial}/designs"
    for wrong in (
        {"other": "", "reference": None},
        {"reference": 0.3},
        {"other": "", "reference": 1.0},
        {"other": "consensus"},
        {"other": "nobody"},
        {"endpoint": "RESPONSE_DAY"},
        {"endpoint": "MEDIAN_PFS", "other": "", "reference": 0.0},
        {"patients": 1},
        {"trials": 20_001},
        {"patients": 50_000},
        {"alpha": 0.5},
        {"wanted": 1.0},
    ):
        answer = client.post(base, json={**DESIGN, **wrong}, headers=token(client))
        assert answer.status_code == 400, wrong
        assert answer.json()["do"]["zh"]
    early = client.post(f"{BASE}/runs/{UNFINISHED}/designs", json=DESIGN, headers=token(client))
    assert early.status_code == 404
