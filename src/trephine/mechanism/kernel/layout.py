"""Where everything stands in a lane group's workspace."""

from dataclasses import dataclass

HEAD = ("h", "w", "t", "rtol", "error", "factor", "share", "stage_t", "stage_hd")
"""Slots before the blocks: step, 1/(h gamma), time, tolerance, error norm, step factor, and the
share of a step at which it is read off; a stage's time and weight of the slope by time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """First slots of the blocks of a workspace; a slot holds one number of each of eight lanes.

    ``y``, ``new`` and ``stage`` hold states, ``sums`` the stages' weighted sums, ``k`` the stages'
    increments, ``bends`` the dense output's, ``slopes`` the rates' derivatives by time,
    ``parameters`` the model's in its order, ``kept`` what depends on parameters alone, ``factors``
    the factorisation, ``seen`` what is read off.
    """

    states: int
    parameters_used: int
    y: int
    new: int
    stage: int
    sums: int
    k: int
    bends: int
    slopes: int
    parameters: int
    kept: int
    factors: int
    seen: int
    size: int


def layout(
    *, states: int, parameters: int, stages: int, bends: int, kept: int, factors: int, seen: int
) -> Layout:
    """Return a workspace's layout for so many of each."""
    at = len(HEAD)
    first = {}
    for name, count in (
        ("y", states),
        ("new", states),
        ("stage", states),
        ("sums", states),
        ("k", stages * states),
        ("bends", bends * states),
        ("slopes", states),
        ("parameters", parameters),
        ("kept", kept),
        ("factors", factors),
        ("seen", seen),
    ):
        first[name] = at
        at += count
    return Layout(states=states, parameters_used=parameters, size=at, **first)
