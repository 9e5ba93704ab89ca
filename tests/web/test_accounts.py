"""Signing in: sessions, lock-out, passwords, tokens, and what an administrator does."""

import inspect
import threading
from datetime import UTC, datetime, timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, update
from sqlalchemy.event import listen, remove

from trephine.core.error import InputError
from trephine.journal.tables import account as accounts
from trephine.journal.tables import login_session
from trephine.web.account import passwords
from trephine.web.account.book import folded_name
from trephine.web.account.known_browser import KNOWN, browser_of, made_known
from trephine.web.account.lockout import FREE, locked_for
from trephine.web.account.passwords import check_new
from trephine.web.account.sessions import hash_of_token
from trephine.web.account.sign_in import UnknownNames
from trephine.web.app import create_app
from trephine.web.settings import ServerSettings

PASSWORD = "correct horse battery staple"  # noqa: S105  (nobody's)


def kept(signed, table):
    with signed.app.state.workplace.database.reading() as connection:
        return connection.execute(select(table)).all()


def test_password_and_token_are_kept_as_digests_alone(signed, account, sign_in):
    name = account("clinician")
    sign_in(name)
    token = signed.cookies["trephine"]
    rows = [str(row) for row in (*kept(signed, accounts), *kept(signed, login_session))]
    assert not any(PASSWORD in row or token in row for row in rows)
    assert any(hash_of_token(token) in row for row in rows)
    assert any("$argon2id$" in row for row in rows)


def test_cookie_is_hidden_from_scripts_and_other_sites(signed, account):
    answer = signed.post("/api/login", json={"name": account("nurse"), "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert PASSWORD not in answer.text


def test_over_tls_the_cookie_is_secure_and_pinned(tmp_path, open_at):
    app = create_app(ServerSettings(data=tmp_path, demo=False, https=True))
    with open_at(app, "https://ward.example") as tls:
        book = app.state.workplace.accounts
        book.add("chen", roles=["nurse"], password=PASSWORD, now=datetime.now(UTC))
        answer = tls.post("/api/login", json={"name": "Chen", "password": PASSWORD})
        known, cookie = answer.headers.get_list("set-cookie")
        assert known.startswith("__Secure-trephine-known=")
        for word in ("Secure", "HttpOnly", "SameSite=strict"):
            assert word in known
        assert cookie.startswith("__Host-trephine=")
        assert "Secure" in cookie
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert tls.get("/api/me").json()["name"] == "chen"


def test_nobody_is_let_in_without_a_session(signed):
    signed.cookies.clear()
    answer = signed.get("/api/landing")
    assert answer.status_code == 401
    assert set(answer.json()) == {"what", "where", "found", "do"}
    signed.cookies.set("trephine", "x" * 43)
    assert signed.get("/api/me").status_code == 401
    signed.cookies.clear()


def test_wrong_name_wrong_password_and_locked_out_say_the_same(signed, account):
    name = account("clinician")
    shut = account("clinician")
    signed.app.state.workplace.accounts.shut(
        signed.app.state.workplace.accounts.named(shut).id, now=datetime.now(UTC)
    )
    answers = [
        signed.post("/api/login", json={"name": own, "password": password})
        for own, password in ((name, "wrong wrong wrong"), ("nobody-here", PASSWORD),
                              (shut, PASSWORD), ("no such name !", PASSWORD))
    ]  # fmt: skip
    assert {one.status_code for one in answers} == {401}
    assert len({one.text for one in answers}) == 1


@pytest.mark.parametrize("exists", [True, False])
def test_lock_grows_and_a_right_password_does_not_open_it(signed, account, exists):
    name = account("clinician") if exists else f"ghost{datetime.now(UTC).timestamp()}"
    for _ in range(FREE):
        wrong = signed.post("/api/login", json={"name": name, "password": "wrong wrong wrong"})
        assert wrong.status_code == 401
    locked = signed.post("/api/login", json={"name": name, "password": PASSWORD})
    assert locked.status_code == 429
    until = datetime.fromisoformat(locked.json()["found"])
    assert timedelta(0) < until - datetime.now(UTC) <= timedelta(minutes=1)
    assert [locked_for(n) for n in (4, 5, 6, 7, 8, 9, 500)] == [
        None, *(timedelta(minutes=m) for m in (1, 2, 4, 8, 15, 15))
    ]  # fmt: skip


def test_locks_are_forgotten_when_nobody_tries_for_a_quarter_of_an_hour(signed, account):
    """Else one wrong try now and then kept somebody out for ever."""
    book = signed.app.state.workplace.accounts
    key = book.named(account("nurse")).id
    now = datetime.now(UTC)
    for _ in range(FREE):
        assert book.attempt(key, now=now) is None
    assert book.attempt(key, now=now) is not None
    later = now + timedelta(minutes=16)
    for _ in range(FREE):
        assert book.attempt(key, now=later) is None
    names = UnknownNames()
    for at in (now, later):
        assert [names.attempt("x", now=at) is None for _ in range(FREE + 1)] == [True] * FREE + [
            False
        ]


def guess(client, name, times, password="wrong wrong wrong"):  # noqa: S107  (it is wrong)
    asked = {"name": name, "password": password}
    return [client.post("/api/login", json=asked).status_code for _ in range(times)]


def test_strangers_who_guess_do_not_shut_out_a_browser_that_is_known(signed, account, sign_in):
    name = account("clinician")
    sign_in(name)
    known = signed.cookies["trephine-known"]
    assert name not in known
    assert signed.app.state.workplace.accounts.named(name).id not in known
    signed.cookies.clear()
    assert guess(signed, name, FREE + 1) == [401] * FREE + [429]
    signed.cookies.set("trephine-known", known, path="/api")
    assert guess(signed, name, 1, PASSWORD) == [200], "the clinician's own browser"
    signed.cookies.clear()
    assert guess(signed, name, 1, PASSWORD) == [429], "it opens for no stranger"
    other = account("clinician")
    guess(signed, other, FREE)
    signed.cookies.set("trephine-known", known, path="/api")
    assert guess(signed, other, 1, PASSWORD) == [429], "it is known as one account, not as any"
    signed.cookies.clear()


def test_a_known_browser_is_locked_for_its_own_guesses_and_forgotten_with_the_password(
    signed, account, sign_in
):
    name = account("clinician")
    sign_in(name)
    known = signed.cookies["trephine-known"]

    def as_known(times, password):
        signed.cookies.clear()
        signed.cookies.set("trephine-known", known, path="/api")
        return guess(signed, name, times, password)

    assert as_known(FREE + 1, "wrong wrong wrong") == [401] * FREE + [429]
    assert as_known(1, PASSWORD) == [429]
    signed.cookies.clear()
    assert guess(signed, name, 1, PASSWORD) == [200], "elsewhere the account is open"
    book = signed.app.state.workplace.accounts
    book.set_password(book.named(name).id, "another long battery", now=datetime.now(UTC))
    signed.cookies.clear()
    guess(signed, name, FREE)
    assert as_known(1, "another long battery") == [429], "a changed password forgets browsers"
    signed.cookies.clear()


def test_a_shared_computer_knows_several_and_no_forged_cookie(signed, account):
    book, database = signed.app.state.workplace.accounts, signed.app.state.workplace.database
    now = datetime.now(UTC)
    keys = [book.named(account("nurse")).id for _ in range(3)]
    with database.reading() as connection:
        hashes = dict(connection.execute(select(accounts.c.id, accounts.c.password_hash)).all())
    held = ""
    for key in (*keys, keys[0]):
        held = made_known(database, held, key, now=now)
    assert held.count("~") == 2, "signed in twice, known once"
    for key in keys:
        assert browser_of(held, key, hashes[key], now=now)
        assert not browser_of(held, key, hashes[key], now=now + KNOWN)
        assert not browser_of(held, key, None, now=now)
    first, issued, mac = held.split("~")[0].split(".")
    later = f"{int(issued) + 1}"
    for forged in (f"{first}.{later}.{mac}", f"x{first}.{issued}.{mac}", "a.1.", "..", "~", "é.1.x",
                   f"{first}.{'9' * 40}.{mac}", "x" * 9000):  # fmt: skip
        assert not browser_of(forged, keys[0], hashes[keys[0]], now=now)


def test_others_who_guess_shut_nobody_out_who_is_in(signed, account, sign_in):
    name = account("clinician")
    head = sign_in(name)
    token = signed.cookies["trephine"]
    signed.cookies.clear()
    for _ in range(FREE + 1):
        signed.post("/api/login", json={"name": name, "password": "wrong wrong wrong"})
    signed.cookies.set("trephine", token)
    proof = {"password": PASSWORD}
    assert signed.post("/api/me/prove", json=proof, headers=head).status_code == 200
    for _ in range(FREE):
        wrong = {"password": "wrong wrong wrong"}
        assert signed.post("/api/me/prove", json=wrong, headers=head).status_code == 401
    assert signed.post("/api/me/prove", json=proof, headers=head).status_code == 429


def test_beyond_a_few_who_wait_to_sign_in_others_are_sent_away(signed, account, monkeypatch):
    name = account("nurse")
    monkeypatch.setattr(passwords, "_QUEUE", threading.BoundedSemaphore(1))
    given = {"name": name, "password": PASSWORD}
    with passwords.in_turn():
        assert signed.post("/api/login", json=given).status_code == 429
    assert signed.post("/api/login", json=given).status_code == 200


def test_an_unknown_name_writes_as_much_as_a_known_one(signed, account):
    known = account("nurse")
    database = signed.app.state.workplace.database
    for name in (known, "nobodyatall"):
        said = []
        listen(database._connections, "before_cursor_execute", watch := _watching(said))
        signed.post("/api/login", json={"name": name, "password": "wrong wrong wrong"})
        remove(database._connections, "before_cursor_execute", watch)
        assert said == ["SELECT", "SELECT", "UPDATE"], name


def _watching(said):
    def watch(_connection, _cursor, statement, *_):
        word = statement.split()[0]
        if word in {"SELECT", "UPDATE", "INSERT", "DELETE"}:
            said.append(word)

    return watch


def test_the_new_password_is_another(signed, account, sign_in):
    head = sign_in(account("nurse"))
    same = {"old": PASSWORD, "new": PASSWORD}
    assert signed.post("/api/me/password", json=same, headers=head).status_code == 400


def test_an_account_is_changed_whole_or_not_at_all(signed, account, sign_in):
    head = sign_in(account("administrator"))
    book = signed.app.state.workplace.accounts
    one = book.named(account("reviewer"))
    asked = {"password": "another long sentence here", "roles": []}
    assert signed.patch(f"/api/accounts/{one.id}", json=asked, headers=head).status_code == 400
    assert book.of(one.id) == one
    asked |= {"roles": ["nurse"], "disabled": False}
    changed = signed.patch(f"/api/accounts/{one.id}", json=asked, headers=head).json()
    assert (changed["roles"], changed["must_change"]) == (["nurse"], True)


def test_a_right_password_forgives(signed, account, sign_in):
    name = account("clinician")
    for _ in range(FREE - 1):
        signed.post("/api/login", json={"name": name, "password": "wrong wrong wrong"})
    sign_in(name)
    for _ in range(FREE - 1):
        signed.post("/api/login", json={"name": name, "password": "wrong wrong wrong"})
    sign_in(name)


def shift(signed, **values):
    with signed.app.state.workplace.database.writing() as connection:
        connection.execute(update(login_session).values(**values))


def test_session_ends_when_idle_and_after_a_shift(signed, account, sign_in):
    name = account("nurse")
    sign_in(name)
    shift(signed, seen_at=datetime.now(UTC) - timedelta(minutes=61))
    assert signed.get("/api/me").status_code == 401
    sign_in(name)
    shift(signed, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert signed.get("/api/me").status_code == 401


def test_logout_ends_the_session_itself(signed, account, sign_in):
    header = sign_in(account("nurse"))
    token = signed.cookies["trephine"]
    assert signed.post("/api/logout", headers=header).json() == {"done": True}
    signed.cookies.set("trephine", token)
    assert signed.get("/api/me").status_code == 401


def test_changes_need_the_token_of_this_session(signed, account, sign_in):
    header = sign_in(account("administrator"))
    entry = {"name": "li", "roles": ["nurse"], "password": PASSWORD}
    assert signed.post("/api/accounts", json=entry).status_code == 403
    wrong = {"X-Trephine-CSRF": "x" * 43}
    assert signed.post("/api/accounts", json=entry, headers=wrong).status_code == 403
    for other in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ):
        assert signed.post("/api/accounts", json=entry, headers=header | other).status_code == 403
    own = header | {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    made = signed.post("/api/accounts", json=entry, headers=own)
    assert made.status_code == 201
    assert made.json()["must_change"] is True


def test_another_site_cannot_sign_somebody_in(signed, account):
    given = {"name": account("nurse"), "password": PASSWORD}
    answer = signed.post("/api/login", json=given, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_first_password_has_to_be_changed_before_anything(signed, sign_in):
    book = signed.app.state.workplace.accounts
    book.add("wang", roles=["nurse"], password=PASSWORD, now=datetime.now(UTC), must_change=True)
    header = sign_in("wang")
    assert signed.get("/api/landing").status_code == 403
    assert signed.get("/api/me").json()["must_change"] is True
    old = signed.cookies["trephine"]
    change = {"old": PASSWORD, "new": "another sentence of mine"}
    answer = signed.post("/api/me/password", json=change, headers=header)
    assert answer.status_code == 200
    assert answer.json()["must_change"] is False
    assert signed.cookies["trephine"] != old
    signed.cookies.set("trephine", old)
    signed.cookies.clear()
    signed.cookies.set("trephine", old)
    assert signed.get("/api/me").status_code == 401, "the old session has ended"


def test_proof_of_the_password_lasts_minutes(signed, account, sign_in):
    header = sign_in(account("clinician"))
    assert signed.get("/api/me").json()["proved"] is True
    shift(signed, proved_at=datetime.now(UTC) - timedelta(minutes=6))
    assert signed.get("/api/me").json()["proved"] is False
    wrong = signed.post("/api/me/prove", json={"password": "wrong wrong wrong"}, headers=header)
    assert wrong.status_code == 401
    assert signed.get("/api/me").json()["proved"] is False
    right = signed.post("/api/me/prove", json={"password": PASSWORD}, headers=header)
    assert right.status_code == 200
    assert signed.get("/api/me").json()["proved"] is True


def test_administrator_shuts_out_and_gives_roles(signed, account, sign_in):
    nurse = account("nurse")
    key = signed.app.state.workplace.accounts.named(nurse).id
    sign_in(nurse)
    token = signed.cookies["trephine"]
    header = sign_in(account("administrator"))
    path = f"/api/accounts/{key}"
    given = signed.patch(path, json={"roles": ["reviewer", "nurse"]}, headers=header)
    assert given.json()["roles"] == ["nurse", "reviewer"]
    assert signed.patch(path, json={"disabled": True}, headers=header).json()["disabled"] is True
    own = signed.get("/api/me").json()["account"]
    assert (
        signed.patch(f"/api/accounts/{own}", json={"disabled": True}, headers=header).status_code
        == 400
    )
    missing = signed.patch("/api/accounts/nobody", json={"disabled": True}, headers=header)
    assert missing.status_code == 404
    signed.cookies.clear()
    signed.cookies.set("trephine", token)
    assert signed.get("/api/me").status_code == 401


def test_the_real_hash_costs_what_argon2_advises():
    real = Argon2Hasher()
    assert real._hasher.memory_cost >= 19 * 1024, "KiB: the least that OWASP names"
    assert PasswordHash((real,)).hash(PASSWORD).startswith("$argon2id$v=19$m=")
    source = inspect.getsource(passwords)
    assert "PasswordHash((Argon2Hasher(),))" in source, "the server takes the defaults"


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "zhangsan-2026-secret", "x" * 257, ""]
)
def test_easy_passwords_are_refused(password):
    with pytest.raises(InputError, match="too easy"):
        check_new(password, "zhangsan")


@pytest.mark.parametrize("name", ["", " ", "a b", "<script>", "a\0b", "x" * 101, "a/../b", "'--"])
def test_names_that_are_none(name):
    with pytest.raises(InputError):
        folded_name(name)


@pytest.mark.parametrize("label", ["Zhao\0Min", "a\x1b[2J", "a\nb", "nimdA\u202e", "\ud800"])
def test_a_shown_name_holds_nothing_that_cannot_be_seen(signed, label):
    book = signed.app.state.workplace.accounts
    with pytest.raises(InputError, match="control character"):
        book.add("unseen", label=label, roles=["nurse"], password=None, now=datetime.now(UTC))
    assert all(one.name != "unseen" for one in book.all())


def test_names_are_one_whatever_the_case(signed):
    book = signed.app.state.workplace.accounts
    book.add("Zhao.Min", roles=["nurse"], password=None, now=datetime.now(UTC))
    with pytest.raises(InputError, match="taken"):
        book.add("ZHAO.MIN", roles=["nurse"], password=None, now=datetime.now(UTC))
    answer = signed.post("/api/login", json={"name": "zhao.min", "password": ""})
    assert answer.status_code == 401, "without a password nobody signs in by one"


def test_demo_has_no_accounts_to_sign_in_to(client):
    assert client.post("/api/login", json={"name": "a", "password": "b"}).status_code == 403
    me = client.get("/api/me").json()
    assert me["demo"] is True
    assert "administrator" in me["roles"]
