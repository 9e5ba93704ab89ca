"""Manifest: what a run was made of, so that it can be repeated, continued and told from others."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from trephine.core.error import InputError
from trephine.core.text import Text

_PACKAGES = ("trephine", "numpy", "scipy", "numba", "pyarrow")
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that a run's results follow from; two runs with one manifest give one result.

    ``digests`` are of the model, population, products, strategies, regimens and outcomes as they
    stood, ``ids`` their names; ``values`` the typical values that replaced the model's (a member
    of an ensemble, say), ``changes`` those set after the products' presets. ``chunks`` are the
    numbers of those finished. It holds no time.
    """

    ids: Mapping[str, str]
    digests: Mapping[str, str]
    patients: int
    days: float
    seed: int
    chunk: int
    shown: int
    measures: tuple[str, ...]
    values: Mapping[str, float]
    changes: Mapping[str, float]
    versions: Mapping[str, str]
    chunks: tuple[int, ...] = ()
    format: int = FORMAT

    @property
    def chunk_count(self) -> int:
        """How many chunks the run has in all."""
        return -(-self.patients // self.chunk)

    def with_chunks(self, chunks: Sequence[int]) -> "Manifest":
        """Return the manifest with other chunks finished."""
        return replace(self, chunks=tuple(sorted(chunks)))

    def as_json(self) -> str:
        """Return the file's text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def versions() -> dict[str, str]:
    """Return the versions of what computes; a package that is not installed is left out."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def digest_of(noun: Any) -> str:
    """Return the SHA-256 of a noun's whole content, 16 hexadecimal digits of it."""
    plain = asdict(noun) if is_dataclass(noun) and not isinstance(noun, type) else noun
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    message = f"no plain form of {type(value).__name__}"
    raise TypeError(message)


def read_manifest(text: str, where: str) -> Manifest:
    """Return the manifest of a run's folder. Raises InputError where it is none of ours."""
    try:
        stored = json.loads(text)
        found = Manifest(
            **{
                **stored,
                "measures": tuple(stored["measures"]),
                "chunks": tuple(int(one) for one in stored["chunks"]),
            }
        )
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            what=Text(zh="这不是一次模拟的清单文件", en="This is no manifest of a simulation"),
            where=where,
            found=f"{type(error).__name__}: {error}"[:160],
            do=Text(zh="换一个空文件夹作 --out", en="Give an empty folder as --out"),
        ) from None
    return found


def check_same(found: Manifest, asked: Manifest, where: str) -> None:
    """Refuse to continue a run that was made of something else. Raises InputError.

    Versions of packages count: a chunk made by another version need not fit to the last digit.
    """
    was, now = asdict(found.with_chunks(())), asdict(asked.with_chunks(()))
    differing = []
    for key, value in now.items():
        if was.get(key) == value:
            continue
        if isinstance(value, Mapping) and isinstance(was.get(key), Mapping):
            old = was[key]
            names = sorted(name for name in {*old, *value} if old.get(name) != value.get(name))
            differing += [
                f"{key}.{name}: {old.get(name, '—')} ≠ {value.get(name, '—')}" for name in names
            ]
        else:
            differing.append(f"{key}: {was.get(key)} ≠ {value}"[:120])
    if differing:
        shown = "; ".join(differing[:6]) + (f"; +{len(differing) - 6}" if differing[6:] else "")
        raise InputError(
            what=Text(
                zh="此文件夹中是另一次模拟，不能接着算",
                en="The folder holds another run: it cannot be continued by this one",
            ),
            where=where,
            found=shown,
            do=Text(
                zh="用原来的选项、原来的 Trephine（code、versions）接着算，"
                "或换一个空文件夹作 --out",
                en="Continue with the options and the Trephine (code, versions) it began with, or"
                " give an empty folder as --out",
            ),
        )
