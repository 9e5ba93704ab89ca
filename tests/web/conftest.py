"""A workspace in process: its own data folder, demo mode unless told otherwise."""

import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from trephine.web.account import passwords
from trephine.web.app import create_app
from trephine.web.settings import ServerSettings

with warnings.catch_warnings():  # Starlette would rather have httpx2, which is weeks old
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8765"
PASSWORD = "correct horse battery staple"  # noqa: S105  (nobody's)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Argon2 at its cheapest: a hundred sign-ins in seconds (test_accounts holds the real cost)."""
    real = passwords._HASHER
    passwords._HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    yield
    passwords._HASHER = real


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="session")
def client(data: Path) -> Iterator[TestClient]:
    """Demo mode, no built pages."""
    app = create_app(ServerSettings(data=data, pages=data / "no-dist"))
    with TestClient(app, base_url=HERE) as found:
        yield found


@pytest.fixture(scope="module")
def apart(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A workspace of a module's own: its processes work for it alone, and end with it."""
    own = tmp_path_factory.mktemp("apart")
    (data / "cache").mkdir(exist_ok=True)
    (own / "cache").symlink_to(data / "cache", target_is_directory=True)
    app = create_app(ServerSettings(data=own, pages=own / "no-dist"))
    with TestClient(app, base_url=HERE) as found:
        yield found


@pytest.fixture(scope="session")
def signed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A workspace that people sign in to; the first page's content is the other's."""
    own = tmp_path_factory.mktemp("signed")
    (own / "cache").symlink_to(data / "cache", target_is_directory=True)
    (data / "cache").mkdir(exist_ok=True)
    app = create_app(ServerSettings(data=own, demo=False, pages=own / "no-dist"))
    with TestClient(app, base_url=HERE) as found:
        yield found


@pytest.fixture
def account(signed: TestClient) -> Callable[..., str]:
    """Return a function that enters an account with these roles and gives its name."""

    def enter(*roles: str, password: str | None = PASSWORD) -> str:
        book = signed.app.state.workplace.accounts
        name = f"{roles[0]}{len(book.all())}"
        book.add(name, roles=roles, password=password, now=datetime.now(UTC))
        return name

    return enter


@pytest.fixture
def sign_in(signed: TestClient) -> Iterator[Callable[..., dict[str, str]]]:
    """Return a function that signs in and gives the header that changes need."""
    signed.cookies.clear()

    def enter(name: str, password: str = PASSWORD) -> dict[str, str]:
        signed.cookies.clear()
        answer = signed.post("/api/login", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        return {"X-Trephine-CSRF": answer.json()["csrf"]}

    yield enter
    signed.cookies.clear()


@pytest.fixture(scope="session")
def open_at() -> Callable[..., TestClient]:
    """Return a function that opens an application as if it were at an address."""

    def opened(app: object, address: str = HERE, **options: object) -> TestClient:
        return TestClient(app, base_url=address, **options)

    return opened
