"""One case of the SBML Test Suite: its files, what it asks for, and our verdict on it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import libsbml
import numpy as np

from trephine.core.error import TrephineError
from trephine.core.model import Model, ModelState
from trephine.core.text import Text
from trephine.interop.read_sbml import read_sbml
from trephine.mechanism.patients import typical
from trephine.mechanism.solve import solve

# Tighter than every case's own tolerance (mostly 1e-4), so that a miss is not the solver's.
RTOL = 1e-8
_STILL = Text(zh="不动的状态", en="a state that does not move")
NEWEST = ("l3v2", "l3v1", "l2v5", "l2v4", "l2v3", "l2v2", "l2v1", "l1v2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a case's settings file says."""

    start: float
    duration: float
    steps: int
    variables: tuple[str, ...]
    absolute: float
    relative: float
    amount: tuple[str, ...]
    concentration: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """passed, failed or refused; why; the largest error as a multiple of what the case allows."""

    case: str
    level: str
    verdict: str
    why: str = ""
    error: float = float("nan")


def settings(folder: Path) -> Settings:
    """Read a case's settings."""
    text = (folder / f"{folder.name}-settings.txt").read_text(encoding="utf-8")
    given = dict(re.findall(r"^(\w+):[ \t]*(.*?)[ \t]*$", text, re.MULTILINE))
    listed = {
        key: tuple(filter(None, re.split(r"[,\s]+", given.get(key, ""))))
        for key in ("variables", "amount", "concentration")
    }
    return Settings(
        start=float(given["start"]),
        duration=float(given["duration"]),
        steps=int(given["steps"]),
        absolute=float(given["absolute"]),
        relative=float(given["relative"]),
        **listed,
    )


def tags(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read a case's tags: componentTags, testTags, testType, levels."""
    text = (folder / f"{folder.name}-model.m").read_text(encoding="utf-8", errors="replace")
    head = text.split("\n\nThe model", 1)[0]
    found = re.findall(r"^(\w+):[ \t]*(.*?)[ \t]*$", head, re.MULTILINE)
    return {key: tuple(filter(None, re.split(r"[,\s]+", value))) for key, value in found}


def levels(folder: Path) -> list[str]:
    """Return the levels in which a case is given, newest first."""
    return [level for level in NEWEST if (folder / f"{folder.name}-sbml-{level}.xml").is_file()]


def verdict(folder: Path, level: str, run: Callable[..., np.ndarray] | None = None) -> Verdict:
    """Read one case in one level, run it and hold it against the suite's results."""
    name = folder.name
    path = folder / f"{name}-sbml-{level}.xml"
    text = path.read_text(encoding="utf-8")
    asked = settings(folder)
    try:
        model = read_sbml(text, path.name)
    except TrephineError as error:
        return Verdict(case=name, level=level, verdict="refused", why=error.what.en)
    except Exception as error:  # noqa: BLE001  (a crash is a verdict too)
        return Verdict(case=name, level=level, verdict="crashed", why=repr(error)[:200])
    try:
        found = (run or computed)(model, text, asked)
    except TrephineError as error:
        return Verdict(case=name, level=level, verdict="refused", why=error.what.en)
    except Exception as error:  # noqa: BLE001  (whatever goes wrong is the case's verdict)
        why = f"{type(error).__name__}: {error}"[:200]
        return Verdict(case=name, level=level, verdict="failed", why=why)
    wanted = expected(folder, asked)
    with np.errstate(invalid="ignore"):
        off = np.abs(found - wanted) / (asked.absolute + asked.relative * np.abs(wanted))
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    off = np.where(same, 0.0, np.where(np.isnan(off), np.inf, off))
    worst = float(off.max(initial=0.0))
    if worst <= 1.0:
        return Verdict(case=name, level=level, verdict="passed", error=worst)
    column = int(np.argmax(off.max(axis=0)))
    row = int(np.argmax(off[:, column] > 1))
    why = (
        f"{asked.variables[column]} at row {row}: "
        f"{found[row, column]:.6g}, not {wanted[row, column]:.6g}"
    )
    return Verdict(case=name, level=level, verdict="failed", why=why, error=worst)


def expected(folder: Path, asked: Settings) -> np.ndarray:
    """Read the suite's results, columns in the order of the variables."""
    lines = (folder / f"{folder.name}-results.csv").read_text(encoding="utf-8").splitlines()
    head = [word.strip().strip('"') for word in lines[0].split(",")]
    at = [head.index(name) for name in asked.variables]
    rows = [[float(word) for word in line.split(",")] for line in lines[1:] if line.strip()]
    return np.array(rows)[: asked.steps + 1, at]


def computed(model: Model, text: str, asked: Settings) -> np.ndarray:
    """Run a model, and turn amounts and concentrations into what the case asks for."""
    times = asked.start + asked.duration * np.arange(asked.steps + 1) / asked.steps
    names = tuple(dict.fromkeys((*asked.variables, *(size for _, size in _sizes(text, asked)))))
    known = {entry.id for entry in (*model.states, *model.assignments, *model.parameters)}
    names = tuple(name for name in names if name in known)
    ready = _ready(model)
    solution = solve(
        ready,
        typical(ready),
        start=0.0,
        end=float(times[-1]),
        names=names,
        times=times,
        rtol=RTOL,
    )
    if solution.failures():
        message = f"status {solution.failures()} at {solution.failed_at[0]:g}"
        raise ArithmeticError(message)
    values = {name: solution.of(name)[0] for name in names}
    factors = dict(_sizes(text, asked))
    columns = []
    for name in asked.variables:
        found = values[name]
        if name in factors:
            size = values[factors[name]]
            found = found * size if name in asked.amount else found / size
        columns.append(found)
    return np.column_stack(columns)


def _ready(model: Model) -> Model:
    """Give a number to parameters that have none, a state to models that have none.

    Nothing that the cases ask for uses either: a run refuses what is not a number, and steps are
    taken for states alone.
    """
    still = ModelState(id="trephine_still", label=_STILL, unit="1", initial="1", rate="0")
    return replace(
        model,
        states=model.states or (still,),
        parameters=tuple(
            replace(entry, value=1.0) if np.isnan(entry.value) else entry
            for entry in model.parameters
        ),
    )


def _sizes(text: str, asked: Settings) -> list[tuple[str, str]]:
    """Return the species to be scaled by their compartment, with it."""
    model = libsbml.readSBMLFromString(text).getModel()
    found = []
    for name in asked.variables:
        species = model.getSpecies(name)
        if species is None:
            continue
        where = model.getCompartment(species.getCompartment())
        point = where.getSpatialDimensionsAsDouble() == 0
        flat = point and (model.getLevel() < 3 or not where.isSetSize())
        as_amount = species.getHasOnlySubstanceUnits() or flat
        if name in asked.amount and not as_amount:
            found.append((name, where.getId()))
        if name in asked.concentration and as_amount and not flat:
            found.append((name, where.getId()))
    return found
