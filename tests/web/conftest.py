"""A workspace in process: its own data folder, demo mode unless told otherwise."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from trephine.web.app import create_app
from trephine.web.settings import ServerSettings

with warnings.catch_warnings():  # Starlette would rather have httpx2, which is weeks old
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8765"


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="session")
def client(data: Path) -> Iterator[TestClient]:
    """Demo mode, no built pages."""
    app = create_app(ServerSettings(data=data, pages=data / "no-dist"))
    with TestClient(app, base_url=HERE) as found:
        yield found
