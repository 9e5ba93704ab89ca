"""A golden file as a ledger: every stored figure is compared, or skipped with a reason."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
# Descriptions, inputs and settings of the reference run, not results.
NOT_RESULTS = {
    "schema", "name", "kind", "description", "source", "software", "precision", "conventions",
    "data", "level", "escalc_options", "note", "purpose",
}  # fmt: skip
Path_ = tuple[str | int, ...]


def leaves(tree: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield every leaf with its path."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from leaves(value, (*path, index))
    else:
        yield path, tree


class Ledger:
    """One golden document and what has been settled of it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.doc: dict[str, Any] = json.loads((GOLDEN / file).read_text(encoding="utf-8"))
        self.open: dict[Path_, Any] = {
            path: value for path, value in leaves(self.doc) if path[0] not in NOT_RESULTS
        }
        self.compared: dict[Path_, Any] = {}
        self.skipped: dict[Path_, str] = {}
        self.mismatches: list[str] = []

    def at(self, *path: str | int, default: Any = None) -> Any:
        """Return the subtree at ``path``, or ``default`` where there is none."""
        node: Any = self.doc
        for key in path:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                return default
        return node

    def check(self, path: Path_, ours: Any, *, rtol: float = 1e-6, atol: float = 0.0) -> None:
        """Compare our value (scalar, sequence or mapping) with the subtree at ``path``.

        The subtree's leaves that ``ours`` has a counterpart for are settled; the others stay open.
        A null in the file agrees with None or NaN; 'Inf' and '-Inf' with the infinities.
        """
        node = self.at(*path, default=KeyError)
        if node is KeyError:
            message = f"{self.file}: no {path}"
            raise KeyError(message)
        self._check(path, node, ours, rtol, atol)

    def _check(self, path: Path_, node: Any, ours: Any, rtol: float, atol: float) -> None:
        if isinstance(node, Mapping):
            for key, value in node.items():
                if isinstance(ours, Mapping) and key in ours:
                    self._check((*path, key), value, ours[key], rtol, atol)
        elif isinstance(node, list):
            if not isinstance(ours, Sequence) and hasattr(ours, "tolist"):
                ours = ours.tolist()
            if len(ours) != len(node):
                self.mismatches.append(f"{path}: {len(ours)} values for {len(node)}")
            for index, (value, our) in enumerate(zip(node, ours, strict=False)):
                self._check((*path, index), value, our, rtol, atol)
        else:
            self.open.pop(path, None)
            self.compared[path] = ours
            if not _agree(node, ours, rtol, atol):
                self.mismatches.append(f"{'/'.join(map(str, path))}: golden {node!r} ours {ours!r}")

    def skip(self, path: Path_, reason: str) -> None:
        """Settle every open leaf under ``path`` without a comparison, for a stated reason."""
        if len(reason) < 12:
            message = f"a reason is a sentence: {reason!r}"
            raise ValueError(message)
        for leaf in [p for p in self.open if p[: len(path)] == path]:
            del self.open[leaf]
            self.skipped[leaf] = reason


def _agree(node: Any, ours: Any, rtol: float, atol: float) -> bool:
    if isinstance(node, bool) or (isinstance(node, str) and node not in {"Inf", "-Inf", "NaN"}):
        return bool(node == ours)
    if node is None or node == "NaN":
        return ours is None or (isinstance(ours, float) and math.isnan(ours))
    golden = float(str(node).replace("Inf", "inf"))
    if ours is None:
        return False
    return math.isclose(float(ours), golden, rel_tol=rtol, abs_tol=atol)
