"""checksum_file: where a backup's SHA-256 stands; sha256_of: what it must be."""

import hashlib
from pathlib import Path


def checksum_file(file: Path) -> Path:
    """Return the file that holds a backup's SHA-256, in the form that ``sha256sum -c`` reads."""
    return file.with_name(file.name + ".sha256")


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
