"""Small models for the tests of the solver."""

from trephine.core.model import Assignment, Model, ModelEvent, ModelParameter, ModelState
from trephine.core.text import both_of


def model_of(
    name: str,
    states: dict[str, tuple[float | str, str]],
    parameters: dict[str, float | str],
    assignments: dict[str, str] | None = None,
    events: tuple[ModelEvent, ...] = (),
    floor: float = 1e-9,
) -> Model:
    """Return a model from (initial, rate) of each state; a parameter's text is its formula."""
    return Model(
        id=name,
        label=both_of(name),
        states=tuple(
            ModelState(
                id=key, label=both_of(key), unit="", initial=str(first), rate=rate, floor=floor
            )
            for key, (first, rate) in states.items()
        ),
        parameters=tuple(
            ModelParameter(
                id=key,
                label=both_of(key),
                value=0.0 if isinstance(value, str) else value,
                unit="",
                formula=value if isinstance(value, str) else "",
            )
            for key, value in parameters.items()
        ),
        assignments=tuple(
            Assignment(id=key, label=both_of(key), unit="", formula=text)
            for key, text in (assignments or {}).items()
        ),
        events=events,
    )


def decay() -> Model:
    """Return one state that decays, one that is fed by it."""
    return model_of(
        "decay",
        {"x": ("x0", "-k * x"), "z": (0.0, "k * x - k2 * z")},
        {"x0": 1.0, "k": 0.3, "k2": "k / 10"},
        {"both": "x + z"},
    )


def robertson() -> Model:
    """Return Robertson's reactions: rates over eleven orders of magnitude."""
    return model_of(
        "robertson",
        {
            "a": (1.0, "-k1 * a + k3 * b * c"),
            "b": (0.0, "k1 * a - k2 * b^2 - k3 * b * c"),
            "c": (0.0, "k2 * b^2"),
        },
        {"k1": 0.04, "k2": 3e7, "k3": 1e4},
    )


def van_der_pol() -> Model:
    """Return van der Pol's oscillator."""
    return model_of(
        "van_der_pol",
        {"x": (2.0, "v"), "v": (0.0, "mu * (1 - x^2) * v - x")},
        {"mu": 100.0},
        floor=1e-6,
    )
