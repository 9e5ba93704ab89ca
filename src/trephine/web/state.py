"""state_of: a digest of a part of Trephine's own files: what is kept ready is kept under it."""

import hashlib
from functools import cache
from pathlib import Path

import trephine

HOME = Path(trephine.__file__).parent
# What compiled kernels come from, and what the first page's content comes from.
KERNELS = ("core", "evidence", "mechanism", "library/models")
PAGE = (
    "core",
    "evidence",
    "care",
    "mechanism",
    "library",
    "interop",
    "plots",
    "reports",
    "web/evidence",
    "web/landing",
)


@cache
def state_of(parts: tuple[str, ...]) -> str:
    """Return the digest of all files below these folders; line ends do not matter."""
    found = hashlib.sha256()
    for part in parts:
        for path in sorted((HOME / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(HOME).as_posix().encode())
                found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]
