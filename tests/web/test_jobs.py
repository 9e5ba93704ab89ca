"""Jobs in processes of their own: done, cancelled, refused, dead: always reported."""

import importlib
import json
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from trephine.journal.tables import job as table
from trephine.web.errors import NotFoundError, TooManyError
from trephine.web.job.jobs import ENDED, Jobs
from trephine.web.settings import ServerSettings
from trephine.web.workplace import Workplace

TASKS = """
import os, time
from trephine.core.error import InputError
from trephine.core.text import Text

def count(arguments, folder, report):
    for i in range(arguments["n"]):
        report(i, arguments["n"], Text(zh=f"第 {i} 步", en=f"step {i}"))
        time.sleep(arguments.get("pause", 0))
    return {"sum": arguments["n"]}

def write(arguments, folder, report):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text("made")
    return {"file": "a.txt"}

def refuse(arguments, folder, report):
    text = Text(zh="不行", en="no")
    raise InputError(what=text, where="here", found="that", do=text)

def fail(arguments, folder, report):
    raise RuntimeError("patient zhangsan")

def die(arguments, folder, report):
    report(1, 10)
    os._exit(9)

class Unfit:  # no process can take it up: it dies of it before it has begun
    def __reduce__(self):
        return os._exit, (9,)
"""


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tasks")
    (folder / "made_tasks.py").write_text(TASKS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("made_tasks")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    place = Workplace(ServerSettings(data=tmp_path_factory.mktemp("jobs"), workers=2))
    yield place.jobs
    place.close()


def ended(jobs: Jobs, key: str, seconds: float = 60.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = jobs.of(key)
        if found.state in ENDED:
            return found
        time.sleep(0.05)
    pytest.fail(f"the job did not end: {jobs.of(key)}")


def test_a_job_runs_elsewhere_and_says_what_came_of_it(jobs, tasks):
    started = jobs.start("test", tasks.count, {"n": 3}, account=None)
    assert started.state == "waiting"
    found = ended(jobs, started.id)
    assert (found.state, found.progress, found.error) == ("done", 1.0, None)
    assert found.started_at < found.finished_at


def test_progress_and_time_left_are_told_on_the_way(jobs, tasks):
    key = jobs.start("test", tasks.count, {"n": 8, "pause": 0.4}, account=None).id
    seen = []
    while jobs.of(key).state not in ENDED:
        seen.append(jobs.of(key))
        time.sleep(0.1)
    running = [one for one in seen if 0 < one.progress < 1]
    assert running
    assert running[0].step.en.startswith("step ")
    left = [one.remaining_seconds for one in running]
    assert left[0] > left[-1] > 0
    assert [one.progress for one in running] == sorted(one.progress for one in running)


def test_a_running_job_is_cancelled(jobs, tasks):
    key = jobs.start("test", tasks.count, {"n": 600, "pause": 0.1}, account=None).id
    while jobs.of(key).state == "waiting":
        time.sleep(0.05)
    assert jobs.cancel(key).cancel is True
    began = time.monotonic()
    assert ended(jobs, key).state == "cancelled"
    assert time.monotonic() - began < 10


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(jobs, tasks):
    busy = [
        jobs.start("test", tasks.count, {"n": 30, "pause": 0.1}, account=None).id for _ in range(5)
    ]
    last = jobs.start("test", tasks.write, {}, account=None).id
    assert jobs.cancel(last).state == "cancelled"
    for key in busy:
        jobs.cancel(key)
    for key in busy:
        ended(jobs, key)
    time.sleep(0.5)
    assert jobs.of(last).state == "cancelled"
    assert jobs.file(last) is None


def test_a_refusal_keeps_its_four_parts_and_a_defect_no_message(jobs, tasks):
    refused = ended(jobs, jobs.start("test", tasks.refuse, {}, account=None).id)
    assert (refused.state, refused.error.found) == ("failed", "that")
    failed = ended(jobs, jobs.start("test", tasks.fail, {}, account=None).id)
    assert failed.state == "failed"
    assert "RuntimeError" in failed.error.found
    assert "zhangsan" not in str(failed)


def test_a_process_that_dies_is_reported_and_the_next_job_runs(jobs, tasks):
    key = jobs.start("test", tasks.die, {}, account=None).id
    waiting = [jobs.start("test", tasks.count, {"n": 2}, account=None).id for _ in range(6)]
    found = ended(jobs, key)
    assert found.state == "failed"
    assert found.error.what.en == "The job ended unexpectedly"
    states = [ended(jobs, one).state for one in waiting]
    assert states[-1] == "done"
    assert ended(jobs, jobs.start("test", tasks.count, {"n": 2}, account=None).id).state == "done"


def test_a_job_that_no_process_can_begin_is_reported_and_the_next_runs(jobs, tasks):
    found = ended(jobs, jobs.start("test", tasks.Unfit(), {}, account=None).id)
    assert (found.state, found.error.found) == ("failed", "BrokenProcessPool")
    assert found.started_at is None
    assert ended(jobs, jobs.start("test", tasks.count, {"n": 2}, account=None).id).state == "done"


def test_processes_killed_while_idle_are_replaced(jobs, tasks):
    assert ended(jobs, jobs.start("test", tasks.count, {"n": 1}, account=None).id).state == "done"
    for one in jobs._pool._processes.values():
        one.kill()
        one.join()
    assert ended(jobs, jobs.start("test", tasks.count, {"n": 2}, account=None).id).state == "done"


def test_a_job_started_as_the_server_stops_is_not_left_waiting(tmp_path, tasks):
    place = Workplace(ServerSettings(data=tmp_path))
    place.jobs.close()
    found = place.jobs.start("test", tasks.count, {"n": 1}, account=None)
    assert (found.state, found.error.found) == ("failed", "the server stopped")
    place.close()


def test_a_job_without_a_sign_of_life_is_failed(tmp_path):
    """As one whose server was killed: it stands as running, and no process writes its row."""
    place, now = Workplace(ServerSettings(data=tmp_path)), datetime.now(UTC)
    jobs = place.jobs
    for key, minutes in (("silent", 5), ("alive", 0)):
        with jobs.database.writing() as connection:
            connection.execute(
                insert(table).values(
                    id=key, kind="test", account=None, state="running", progress=0.5,
                    cancel=False, arguments={}, created_at=now - timedelta(minutes=9),
                    beat_at=now - timedelta(minutes=minutes),
                )
            )  # fmt: skip
    jobs.sweep()
    assert jobs.of("silent").state == "failed"
    assert jobs.of("silent").error.found == "no sign of life"
    assert jobs.of("alive").state == "running"
    place.close()


def test_too_many_of_one_account_are_refused(jobs, tasks):
    def start():
        return jobs.start("t", tasks.count, {"n": 9, "pause": 1}, account=None).id

    keys = [start() for _ in range(20)]
    with pytest.raises(TooManyError):
        start()
    for key in keys:
        jobs.cancel(key)
    for key in keys:
        ended(jobs, key)


def test_a_server_that_stops_leaves_no_job_running(tmp_path, tasks):
    place = Workplace(ServerSettings(data=tmp_path))
    key = place.jobs.start("test", tasks.count, {"n": 300, "pause": 0.1}, account=None).id
    while place.jobs.of(key).state == "waiting":
        time.sleep(0.05)
    place.close()
    again = Workplace(ServerSettings(data=tmp_path))
    assert again.jobs.of(key).state in {"cancelled", "failed"}
    again.close()


def test_a_job_is_watched_to_its_end_and_its_file_fetched(client, tasks):
    made = client.app.state.workplace.jobs.start("test", tasks.write, {}, account=None)
    with client.stream("GET", f"/api/jobs/{made.id}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = [json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: ")]
    assert events[-1]["state"] == "done", events[-1]
    file = client.get(f"/api/jobs/{made.id}/file")
    assert file.text == "made"
    assert "attachment" in file.headers["content-disposition"]
    assert file.headers["content-security-policy"].endswith("sandbox")


def test_a_report_is_a_job(client):
    token = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    path = "/api/evidence/papers/consensus2022/report"
    started = client.post(f"{path}?form=html&lang=en", headers=token)
    assert started.status_code == 202
    shown = started.json()
    assert (shown["kind"], shown["state"]) == ("evidence.report", "waiting")
    client.post(f"/api/jobs/{shown['id']}/cancel", headers=token)
    assert client.post(f"{path}?form=exe", headers=token).status_code == 422


def test_another_person_s_job_does_not_exist(signed, account, sign_in, tasks):
    place = signed.app.state.workplace
    mine = place.accounts.named(account("modeller")).id
    key = place.jobs.start("test", tasks.count, {"n": 1}, account=mine).id
    header = sign_in(account("nurse"))
    for method, path in (("GET", ""), ("GET", "/events"), ("GET", "/file"), ("POST", "/cancel")):
        answer = signed.request(method, f"/api/jobs/{key}{path}", headers=header)
        assert answer.status_code == 404
    assert signed.get("/api/jobs").json() == []
    sign_in(account("auditor"))
    assert signed.get(f"/api/jobs/{key}").status_code == 200
    ended(place.jobs, key)


def test_no_such_job(jobs):
    with pytest.raises(NotFoundError):
        jobs.of("none")
