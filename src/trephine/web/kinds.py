"""KINDS: the payload dataclass of each kind of event that the workspace writes, of all rooms."""

from collections.abc import Mapping

from trephine.core.record_event import RECORD_KINDS
from trephine.core.review_event import REVIEW_KINDS
from trephine.core.run_event import RUN_KINDS

KINDS: Mapping[str, type] = {**REVIEW_KINDS, **RECORD_KINDS, **RUN_KINDS}
