"""What the server promises of every answer: headers, sizes, hosts, hostile paths, silent logs."""

import logging

import pytest

from trephine.web.app import create_app
from trephine.web.pages import Pages
from trephine.web.settings import ServerSettings, is_loopback

PATHS = ("/", "/api/health", "/api/landing", "/api/nowhere", "/evidence/papers", "/assets/app.js")


@pytest.fixture
def built(tmp_path):
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><html><head><title>T</title></head></html>")
    (dist / "assets" / "app.js").write_text("console.log('x');" * 400)
    (tmp_path / "secret.txt").write_text("secret")
    return dist


@pytest.fixture
def paged(tmp_path, built, open_at):
    app = create_app(ServerSettings(data=tmp_path / "d", pages=built, upload_limit=2048))
    with open_at(app, raise_server_exceptions=False) as found:
        yield found


def test_a_database_that_fails_is_503_and_tells_no_place(tmp_path, built, open_at, caplog):
    app = create_app(ServerSettings(data=tmp_path / "held", pages=built, demo=False))
    with open_at(app, raise_server_exceptions=False) as found:
        database = app.state.workplace.database
        database._connections.dispose()
        (tmp_path / "held" / "journal.sqlite").write_bytes(b"no database" * 999)
        answer = found.post("/api/login", json={"name": "doc", "password": "x" * 20})
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert str(tmp_path) not in answer.text
        assert answer.json()["found"] == answer.headers["x-request"]
        assert f"request {answer.json()['found']}: database" in caplog.text


def test_a_control_character_is_refused_wherever_it_stands(client):
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    head_json = {**head, "Content-Type": "application/json"}

    def told(answer):
        assert answer.status_code == 400, answer.text
        return answer.json()["where"], answer.json()["found"]

    def posted(body):
        return client.post("/api/care/patients", content=body, headers=head_json)

    assert told(client.get("/api/jobs/a%00b")) == ("URL", "U+0000")
    assert told(client.get("/api/care/ward?lang=%0B")) == ("URL", "U+000B")
    assert told(posted(rb'{"patient": "ab\u0000"}')) == ("patient, character 3", "U+0000")
    assert told(posted(b'{"patient": "P", "name": "\xe6\xac\xa7\\f"}')) == (
        "name, character 2", "U+000C",
    )  # fmt: skip
    half = rb'{"patient": "P", "values": [{"unit": "\ud83d"}]}'
    assert told(posted(half)) == ("values.0.unit, character 1", "U+D83D")
    assert told(posted(b'{"patient\\u0007": "\\ud83d\\ude00"}'))[1] == "U+0007"
    assert told(posted(b'{"patient": "P\0')) == ("body", "U+0000"), "broken JSON"


def test_what_only_looks_like_a_control_character_passes(client):
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"],
            "Content-Type": "application/json"}  # fmt: skip
    body = r'{"patient": "a\\u0000 \ud83d\ude00 é", "name": "", "hospital_number": ""}'.encode()
    assert client.post("/api/care/patients", content=body, headers=head).status_code == 200


def test_a_part_of_a_path_that_no_file_can_have_is_not_found(paged):
    for path in ("a" * 256, "evidence/" + "b" * 260 + "/c", "界" * 90):
        assert paged.get(f"/{path}").status_code == 404
    assert paged.get("/" + "a" * 255).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy
    if path.startswith("/api/"):
        assert policy.startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


def test_nonce_is_the_page_s_and_new_each_time(paged):
    seen = set()
    for path in ("/", "/evidence/papers/consensus2022"):
        answer = paged.get(path)
        assert answer.status_code == 200
        nonce = answer.text.split('name="csp-nonce" content="')[1].split('"')[0]
        assert f"style-src 'self' 'nonce-{nonce}'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        seen.add(nonce)
    assert len(seen) == 2


def test_built_files_have_an_etag_of_their_content(paged, built):
    first = paged.get("/assets/app.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["content-encoding"] == "gzip"
    etag = first.headers["etag"]
    again = paged.get("/assets/app.js", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    (built / "assets" / "app.js").write_text("console.log('other');")
    assert paged.get("/assets/app.js").headers["etag"] != etag


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt",
     "/%00", "//etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt"],
)  # fmt: skip
def test_nothing_outside_the_pages_is_served(paged, path):
    answer = paged.get(path)
    assert "secret" not in answer.text.replace("secret.txt", "")
    assert "root:" not in answer.text


def test_links_out_of_the_pages_are_not_followed(built):
    (built / "out.txt").symlink_to(built.parent / "secret.txt")
    assert Pages(built).file("out.txt") is None


def test_without_pages_it_says_so(client):
    answer = client.get("/")
    assert answer.status_code == 503
    assert "npm run build" in answer.text
    assert "尚未构建" in answer.text


def test_page_s_json_is_the_api_s(paged):
    answer = paged.get("/evidence/papers.json?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/api/evidence/papers?x=1")
    assert paged.get("/index.json", follow_redirects=False).headers["location"] == "/api/landing"


def test_redirects_stay_here(paged):
    answer = paged.get("//evil.example/x.json", follow_redirects=False)
    assert not answer.headers.get("location", "/").startswith(("//", "http"))


@pytest.mark.parametrize("said", [True, False])
def test_too_large_is_refused_said_or_not(paged, said):
    body = b"x" * 5000
    content = body if said else iter([body[:1000]] * 5)
    token = paged.get("/api/me").json()["csrf"]
    answer = paged.post("/api/accounts", content=content, headers={"X-Trephine-CSRF": token})
    assert answer.status_code == 413
    assert answer.json()["what"]["zh"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"name": 1}', b"\xff\xfe", b'{"name":"a"}x', b"{" * 900]
)  # fmt: skip
def test_bodies_that_are_none_are_refused_in_our_words(paged, body):
    token = paged.get("/api/me").json()["csrf"]
    answer = paged.post(
        "/api/accounts",
        content=body,
        headers={"X-Trephine-CSRF": token, "content-type": "application/json"},
    )
    assert 400 <= answer.status_code < 500
    assert set(answer.json()) == {"what", "where", "found", "do"}


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.7:8765", "127.0.0.1.evil.example", ""])
def test_demo_answers_to_this_machine_s_names_alone(client, host):
    answer = client.get("/api/landing", headers={"host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.9.9.9", True),
     ("0.0.0.0", False),  # noqa: S104  (asked about, not listened on)
     ("::", False), ("192.168.0.3", False), ("ward.example", False)],
)  # fmt: skip
def test_what_counts_as_this_machine(host, near):
    assert is_loopback(host) is near


def test_logs_hold_no_path_no_query_and_no_message(paged, caplog):
    secret = "zhangsan-110101199001011234"  # noqa: S105  (nobody's)
    with caplog.at_level(logging.DEBUG):
        paged.get(f"/api/evidence/papers/consensus2022/{secret}?without={secret}")
        paged.get(f"/care/{secret}?q={secret}")
        paged.get(f"/api/evidence/audits/zhan2025/findings/{secret}")
    said = "\n".join(record.getMessage() for record in caplog.records if "httpx" not in record.name)
    assert "/api/evidence/papers/{paper}/{analysis}" in said
    assert secret not in said


def test_a_defect_is_told_by_number_and_logged_without_its_message(tmp_path, open_at, caplog):
    app = create_app(ServerSettings(data=tmp_path))

    def broken():
        message = "patient zhangsan"
        raise RuntimeError(message)

    app.state.landing = broken
    with open_at(app, raise_server_exceptions=False) as found:
        answer = found.get("/api/landing")
    assert answer.status_code == 500
    assert answer.json()["found"] == answer.headers["x-request"]
    assert "zhangsan" not in answer.text
    ours = [one for one in caplog.records if one.name == "trephine.web"]
    assert len(ours) == 1
    assert "RuntimeError" in ours[0].getMessage()
    assert "zhangsan" not in caplog.text
