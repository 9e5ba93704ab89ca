"""code_here: what a process would compute with, to be held against what another one has."""

import hashlib
from functools import cache
from pathlib import Path

import trephine
from trephine.mechanism.manifest import versions

_PARTS = frozenset({".py", ".toml", ".csv", ".ant", ".md"})
# what runs a trial; pages, figures, reports and commands show what comes out
_ROOMS = ("core", "interop", "library", "care", "mechanism", "loop")


@cache
def code_here() -> dict[str, str]:
    """Return versions of the packages that compute, and a digest of Trephine's own files.

    Two processes with the same give the same patients on processors of one kind. The digest is of
    what is run and read in a trial (code and content), so that a copy with a change in it is told
    from the release that has its number. It does not look at the processor.
    """
    found = hashlib.sha256()
    folder = Path(trephine.__file__).parent
    paths = (path for room in _ROOMS for path in sorted((folder / room).rglob("*")))
    for path in paths:
        if path.suffix in _PARTS:
            found.update(path.relative_to(folder).as_posix().encode())
            # a checkout on Windows may end its lines otherwise
            found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return {**versions(), "trephine files": found.hexdigest()[:16]}
