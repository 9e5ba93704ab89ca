"""Virtual trials as pages: the plan is a file, the run a job, the answer the journal's."""

import csv
import io
import time
import tomllib

import pyarrow.parquet as pq
import pytest

from trephine.care.read_record import read_record
from trephine.interop.write_record import write_record
from trephine.library import observables
from trephine.library.ready_trial import ready_trial, ready_trials
from trephine.library.trial_file import trial_of_text
from trephine.loop.virtual_record import virtual_record
from trephine.web.job.jobs import ENDED
from trephine.web.trials.plans import plan_read
from trephine.web.trials.work import known_at

READY = "tocilizumab-grade-1"
ASKED = {"ready": READY, "patients": 4, "days": 20, "seed": 7, "arms": ["consensus", "grade-1"]}
BASE = "/api/mechanism"


def token(client) -> dict[str, str]:
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def waited(client, job: str, seconds: float = 240.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = client.get(f"/api/jobs/{job}").json()
        if found["state"] in ENDED:
            return found
        time.sleep(0.2)
    pytest.fail(f"the job did not end: {found}; of {client.get('/api/jobs').json()}")


@pytest.fixture(scope="module")
def client(apart):
    """No other module's jobs are before these."""
    return apart


@pytest.fixture(scope="module")
def run(client):
    """One small trial, run to its end: (its id, its page)."""
    answer = client.post(f"{BASE}/runs", json=ASKED, headers=token(client))
    assert answer.status_code == 202, answer.text
    started = answer.json()
    assert started["state"] in {"waiting", "running"}
    job = waited(client, started["job"])
    assert job["state"] == "done", job
    page = client.get(f"{BASE}/runs/{started['id']}").json()
    return started["id"], page


def test_the_ready_trials_are_listed_and_every_one_has_its_kept_answer(client):
    listed = client.get(f"{BASE}/trials").json()
    assert [one["id"] for one in listed] == [one.id for one in ready_trials()]
    assert all(one["answered"] for one in listed)
    for one in listed:
        design = client.get(f"{BASE}/trials/{one['id']}").json()
        assert len(design["kept"]["pairs"]) == len(design["arms"]) - 1
        assert design["kept"]["patients"] == 1000
        assert plan_read(design["file"]) == ready_trial(one["id"])


def test_the_design_shows_each_changed_rule_beside_the_printed_one(client):
    design = client.get(f"{BASE}/trials/igg-threshold").json()
    changed = [one for arm in design["arms"] for one in arm["overrides"]]
    assert changed
    assert all(one["now"]["zh"] != one["now"]["en"] for one in changed)
    printed = [one for one in changed if one["printed"]]
    assert printed
    assert all(one["source"]["zh"] for one in printed)
    assert not design["arms"][0]["overrides"], "the first arm follows the library"


def test_changes_make_another_file_and_what_cannot_be_is_refused(client):
    headers = token(client)
    design = client.post(f"{BASE}/trials/design", json=ASKED, headers=headers).json()
    trial = trial_of_text(design["file"], plan_read.__globals__["_FILE"])
    assert (trial.patients, trial.days, trial.seed) == (4, 20, 7)
    assert [one.id for one in trial.arms] == ASKED["arms"]
    assert len(design["choices"]) == 3
    wrong = (
        {"patients": 0},
        {"seed": -1},
        {"days": 0},
        {"arms": ["nobody"]},
        {"ready": "nothing"},
        {"file": "id = "},
        {"file": "x" * 300_000},
    )
    for change in wrong:
        answer = client.post(f"{BASE}/trials/design", json={**ASKED, **change}, headers=headers)
        assert answer.status_code == 400, change
        assert answer.json()["do"]["zh"]
    assert client.get(f"{BASE}/trials/nothing").status_code == 400


def test_a_new_plan_is_commented_and_may_be_run(client):
    text = client.get(f"{BASE}/trials/new").json()
    assert text.count("#") > 20
    asked = {"ready": "", "file": text, "arms": []}
    answer = client.post(f"{BASE}/trials/design", json=asked, headers=token(client))
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["arms"]) >= 1


def test_a_run_is_kept_with_its_plan_and_its_answer(client, run):
    name, page = run
    assert page["head"]["state"] == "done"
    assert page["head"]["ready"] == READY
    assert not page["other_code"]
    listed = client.get(f"{BASE}/runs").json()
    assert name in {one["id"] for one in listed}
    events = client.app.state.workplace.journal.read(f"run/{name}")
    kinds = [one.kind for one in events]
    assert kinds[0] == "run-planned"
    assert kinds[-1] == "run-finished"
    assert tomllib.loads(events[0].payload["plan"])["patients"] == 4
    plan = client.get(f"{BASE}/runs/{name}/plan.toml")
    assert plan.text == events[0].payload["plan"]
    answer = page["answer"]
    assert "模拟" in answer["note"]["zh"]
    assert [one["id"] for one in answer["arms"]] == ASKED["arms"]
    (pair,) = answer["pairs"]
    assert all(one["pairs"] <= 4 for one in pair["shares"])
    for one in pair["shares"]:
        assert one["other"] - one["first"] == pytest.approx(one["difference"])
        assert one["told"] is (one["ci_lb"] > 0 or one["ci_ub"] < 0)
        assert (one["needed"] is None) is (one["difference"] == 0)
    beside = answer["arms"][0]["evidence"]
    assert {one["side"]["en"] for one in beside} >= {"never fitted"}


def test_figures_are_those_of_the_run_in_both_languages(client, run):
    name, page = run
    figures = page["answer"]["figures"]
    names = [one["name"] for one in figures]
    assert any(one.startswith("forest-") for one in names)
    assert "curve-median-os-0" in names
    for lang, word in (("zh", "模拟"), ("en", "imulated")):
        one = client.get(f"{BASE}/runs/{name}/figures/{figures[0]['name']}.svg?lang={lang}")
        assert one.status_code == 200
        assert word in one.text
    assert client.get(f"{BASE}/runs/{name}/figures/none.svg").status_code == 404
    assert client.get(f"{BASE}/runs/{name}/figures/..%2F..%2Fa.svg").status_code == 404
    assert client.get(f"{BASE}/runs/{'0' * 32}").status_code == 404


def test_rows_of_patients_come_as_page_csv_and_parquet(client, run):
    name, _ = run
    page = client.get(f"{BASE}/runs/{name}/patients/grade-1?first=1").json()
    assert page["all"] == 4
    assert [one["patient"] for one in page["rows"]] == [1, 2, 3]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BASE}/runs/{name}/patients.csv").text)))
    assert [one["arm"] for one in rows] == ["consensus"] * 4 + ["grade-1"] * 4
    whole = pq.read_table(io.BytesIO(client.get(f"{BASE}/runs/{name}/patients.parquet").content))
    assert whole.num_rows == 8
    assert int(rows[5]["crs_max"]) == whole["crs_max"][5].as_py()
    assert client.get(f"{BASE}/runs/{name}/patients/nobody").status_code == 404


def test_a_finished_trial_is_written_as_a_report_of_the_same_patients(client, run):
    name, page = run
    base = f"{BASE}/runs/{name}/report"
    started = client.post(f"{base}?form=html&lang=en", headers=token(client))
    assert started.status_code == 202, started.text
    job = waited(client, started.json()["id"])
    assert job["state"] == "done", job
    text = client.get(f"/api/jobs/{job['id']}/file").text
    assert "simulated" in text
    for arm in page["answer"]["arms"]:
        assert arm["label"]["en"] in text
    said = page["answer"]["arms"][0]["outcomes"][0]["said"]["en"]
    assert said in text, "the figures of the run's own page"
    assert client.post(f"{base}?form=odt", headers=token(client)).status_code in {400, 422}
    none = f"{BASE}/runs/{'0' * 32}/report?form=html"
    assert client.post(none, headers=token(client)).status_code == 404


@pytest.fixture(scope="module")
def opened(client, run):
    name, _ = run
    asked = {"arm": "grade-1", "patient": 2, "day": 6}
    answer = client.post(f"{BASE}/runs/{name}/records", json=asked, headers=token(client))
    assert answer.status_code == 202, answer.text
    opening = answer.json()
    assert waited(client, opening["job"])["state"] == "done"
    again = client.post(f"{BASE}/runs/{name}/records", json=asked, headers=token(client)).json()
    assert again == {"record": opening["record"], "job": None}
    return opening["record"]


def test_a_virtual_patient_is_opened_in_the_care_room_as_the_loop_wrote_them(client, run, opened):
    name, _ = run
    page = client.get(f"/api/care/patients/{opened}").json()
    assert page["simulated"] is True
    assert page["day"] == 6
    assert "模拟" in page["story"]["zh"]
    assert page["decisions"]
    assert any(one["trace"] for one in page["decisions"])
    trial = plan_read(client.get(f"{BASE}/runs/{name}/plan.toml").text)
    own = known_at(virtual_record(trial, "grade-1", 2), trial, 6)
    kept = client.app.state.records.record(opened).record
    again = read_record(write_record(own), observables(), name="own")
    told = [[(r.time, r.observable, r.value, r.known_from) for r in one] for one in (again, kept)]
    assert told[0] == told[1]
    assert all(one.origin == "simulated" for one in kept)
    row = next(one for one in client.get("/api/care/ward").json() if one["id"] == opened)
    assert row["simulated"] is True
    demo = client.get("/api/care/patients/demo-crs-3-two-tocilizumab").json()
    assert demo["simulated"] is False
    assert "非真实患者" in client.get(f"/api/care/patients/{opened}/note").json()["text"]


def test_there_is_no_such_patient_and_no_such_day(client, run):
    name, _ = run
    for wrong in ({"arm": "nobody"}, {"patient": 4}, {"patient": -1}, {"day": 21}):
        asked = {"arm": "grade-1", "patient": 0, "day": 1, **wrong}
        answer = client.post(f"{BASE}/runs/{name}/records", json=asked, headers=token(client))
        assert answer.status_code == 400, wrong


def test_a_run_is_stopped_where_it_stands_and_says_so(client):
    asked = {**ASKED, "patients": 600, "days": 180}
    started = client.post(f"{BASE}/runs", json=asked, headers=token(client)).json()
    client.post(f"/api/jobs/{started['job']}/cancel", headers=token(client))
    assert waited(client, started["job"])["state"] == "cancelled"
    page = client.get(f"{BASE}/runs/{started['id']}").json()
    assert page["head"]["state"] == "cancelled"
    assert page["answer"] is None
