"""The evidence room over the papers: options, figures, scripts, sensitivity: as the engines say."""

import pytest

from trephine import library
from trephine.evidence.meta import meta
from trephine.library import trial_table

ORR = "/api/evidence/papers/consensus2022/ORR"


def test_default_is_the_house_s(client):
    shown = client.get(ORR).json()
    rows = trial_table("ORR")
    own = meta(
        {
            "study": [row.label.en for row in rows],
            "xi": [row.events for row in rows],
            "ni": [row.n for row in rows],
        },
        label="study",
    )
    natural = shown["estimate"]["natural"]
    assert natural["estimate"] == own.estimate.back["natural"].estimate
    assert natural["pi_ub"] == own.estimate.back["natural"].pi_ub
    assert [one["measure"] for one in shown["beside"]] == ["PLO"]
    assert shown["deviates"] is False
    assert shown["result"]["zh"]
    assert "Trephine" in shown["method"]["en"]


@pytest.mark.parametrize(
    ("options", "measure", "method"),
    [({"measure": "PFT", "method": "DL", "test": "z"}, "PFT", "DL"),
     ({"model": "normal"}, "PLO", "REML"), ({"method": "EE"}, "PLO", "EE"),
     ({"measure": "PAS"}, "PAS", "REML")],
)  # fmt: skip
def test_options_change_the_model_and_are_said_to_deviate(client, options, measure, method):
    shown = client.get(ORR, params=options).json()
    assert (shown["estimate"]["measure"], shown["estimate"]["method"]) == (measure, method)
    assert shown["estimate"]["model"] == ""
    assert shown["deviates"] is True


def test_a_study_left_out_is_left_out_and_said_so(client):
    whole = client.get(ORR).json()
    first = whole["studies"][0]["counted"]
    part = client.get(ORR, params={"without": first["study"]}).json()
    assert part["people"] == whole["people"] - first["n"]
    assert part["estimate"]["k"] == whole["estimate"]["k"] - 1
    left = [one["counted"]["study"] for one in part["studies"] if one["left_out"]]
    assert left == [first["study"]]
    assert part["deviates"] is True
    refit = client.get(f"{ORR}/sensitivity").json()["leave_one_out"][0]
    assert refit["without"] == first["study"]
    assert refit["natural"] == part["estimate"]["natural"]


def test_people_counted_twice_are_flagged(client):
    once, naive = client.get(ORR).json(), client.get(ORR, params={"overlap": "naive"}).json()
    assert naive["people"] > once["people"]
    flags = {flag for one in naive["studies"] for flag in one["counted"]["flags"]}
    assert "people-counted-twice" in flags
    assert naive["deviates"] is True


def test_the_usual_level_said_aloud_deviates_from_nothing(client):
    assert client.get(ORR, params={"level": 95}).json()["deviates"] is False
    assert client.get(ORR, params={"level": 90}).json()["deviates"] is True


def test_groups_are_compared_without_deviating(client):
    shown = client.get(ORR, params={"group": True}).json()
    assert len(shown["groups"]) > 1
    assert shown["between"]["df"] == len(shown["groups"]) - 1
    assert shown["deviates"] is False


def test_what_is_not_known_is_not_pooled(client):
    shown = client.get("/api/evidence/papers/zhan2025/os-6m").json()
    assert (shown["known"], shown["estimate"], shown["result"]) == (0, None, None)
    assert shown["printed"]["estimate"] == "90"
    assert all(one["counted"]["excluded"]["zh"] for one in shown["studies"])
    figure = client.get("/api/evidence/papers/zhan2025/os-6m/forest.svg")
    assert figure.status_code == 422
    assert "nothing is pooled" in figure.json()["what"]["en"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "figure",
    ["forest", "funnel", "leave-one-out", "cumulative", "influence", "baujat", "gosh", "radial",
     "doi"],
)  # fmt: skip
def test_figures_are_drawn_in_both_languages(client, figure, lang):
    answer = client.get(f"{ORR}/{figure}.svg", params={"lang": lang})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert ("率" in answer.text or "图" in answer.text or "缓解" in answer.text) is (lang == "zh")


def test_forest_names_every_study_and_who_is_left_out(client):
    trial = client.get(ORR).json()["studies"][0]["counted"]
    svg = client.get(f"{ORR}/forest.svg", params={"lang": "en", "without": trial["study"]}).text
    assert f'data-row="{trial["study"]}"' in svg
    assert "left out in this view" in svg


@pytest.mark.parametrize(
    ("program", "said"), [("py", "trephine"), ("R", "metafor"), ("do", "meta")]
)
def test_scripts_repeat_it(client, program, said):
    answer = client.get(f"{ORR}/script.{program}")
    assert answer.status_code == 200
    assert said in answer.text
    assert (
        f'filename="trephine-consensus2022-ORR.{program}"' in answer.headers["content-disposition"]
    )


def test_papers_and_their_studies(client):
    papers = client.get("/api/evidence/papers").json()
    assert [one["paper"] for one in papers] == ["consensus2022", "zhan2025"]
    assert [len(one["analyses"]) for one in papers] == [6, 28]
    for paper in papers:
        rows = client.get(f"/api/evidence/papers/{paper['paper']}/studies").json()
        assert len(rows) == paper["studies"] == len(library.studies(paper["paper"]))
    assert [one["studies"] for one in papers] == [12, 18]


def test_every_finding_of_every_audit_opens(client):
    for paper in ("zhan2025", "consensus2022", "li2023"):
        shown = client.get(f"/api/evidence/audits/{paper}").json()
        assert shown["checks"]
        assert len({one["id"] for one in shown["findings"]}) == len(shown["findings"])
        assert sum(one["findings"] for one in shown["checks"]) == len(shown["findings"])


def test_printed_intervals_over_predicted_ones(client):
    answer = client.get("/api/evidence/audits/zhan2025/figure.svg", params={"lang": "en"})
    assert answer.status_code == 200
    assert answer.text.startswith("<svg")
    assert client.get("/api/evidence/audits/li2023/figure.svg").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/evidence/papers/li2023/ORR", 422), ("/api/evidence/papers/consensus2022/none", 404),
     (f"{ORR}?level=100", 422), (f"{ORR}?without=nobody", 400), (f"{ORR}?measure=OR", 422),
     (f"{ORR}/pie.svg", 422), (f"{ORR}/forest.exe", 422), (f"{ORR}?level=nan", 422),
     ("/api/evidence/audits/zhan2025/findings/none", 404)],
)  # fmt: skip
def test_what_is_refused(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"what", "where", "found", "do"}
