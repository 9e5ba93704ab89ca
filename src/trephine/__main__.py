"""``python -m trephine``."""

import sys

from trephine.cli import main

sys.exit(main())
