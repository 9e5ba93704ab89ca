"""What is warmed behind the first visitors' backs: no request pays for every route's shapes."""

import threading
import time

from trephine.web import serve as serving
from trephine.web.app import create_app
from trephine.web.settings import ServerSettings
from trephine.web.warm import warm_routes


def test_shapes_of_routes_are_built_before_a_request_passes_by(tmp_path):
    app = create_app(ServerSettings(data=tmp_path, pages=tmp_path))
    took = []
    for _ in range(2):
        began = time.process_time()
        warm_routes(app)
        took.append(time.process_time() - began)
    assert took[0] > 0.1, "there was something to build"
    assert took[1] < took[0] / 5, "what was built stays built"


def test_ready_is_said_when_the_first_page_waits_for_nothing(tmp_path, monkeypatch):
    """Routes' shapes come before it; what others will ask for comes after the first page."""
    order = []
    monkeypatch.setattr(serving, "_log_into", lambda _: None)
    monkeypatch.setattr(serving, "warm_routes", lambda _: order.append("routes"))
    monkeypatch.setattr(serving, "warm_all", lambda: order.append("all"))
    monkeypatch.setattr(serving.time, "sleep", lambda seconds: order.append(f"wait {seconds}"))

    def run(server, sockets):
        server._ready()
        for thread in threading.enumerate():
            if thread.name == "warm":
                thread.join()

    monkeypatch.setattr(serving._Server, "run", run)
    settings = ServerSettings(data=tmp_path, pages=tmp_path)
    serving._run(settings, None, "http://here", order.append, "en", browser=False)
    said = next(at for at, one in enumerate(order) if one.startswith("Ready"))
    assert order.index("routes") < said < order.index("wait 3") < order.index("all")
