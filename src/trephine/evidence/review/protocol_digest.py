"""protocol_digest: the SHA-256 under which a protocol is registered."""

import hashlib
import json

from trephine.core.review_entry import plain
from trephine.core.review_protocol import ReviewProtocol


def protocol_digest(protocol: ReviewProtocol) -> str:
    """Return the hexadecimal SHA-256 of the protocol's canonical JSON (UTF-8, keys sorted).

    It changes with every word of the protocol and with nothing else: not with who registers it,
    nor when.
    """
    text = json.dumps(plain(protocol), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
