"""What is warmed behind the first visitors' backs: no request pays for every route's shapes."""

import time

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
