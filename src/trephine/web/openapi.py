"""``python -m trephine.web.openapi``: the API's description as JSON, for generated types."""

import json
import sys
import tempfile
from pathlib import Path

from trephine.web.app import create_app
from trephine.web.settings import ServerSettings


def main() -> int:
    """Print the OpenAPI document, its keys in the order of the routes."""
    app = create_app(ServerSettings(data=Path(tempfile.gettempdir())))
    text = json.dumps(app.openapi(), ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(text.encode() + b"\n")  # whatever the console's encoding
    return 0


if __name__ == "__main__":
    sys.exit(main())
