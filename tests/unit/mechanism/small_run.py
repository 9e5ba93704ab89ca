"""A small model with everything a run needs, so that tests of runs take no compiled kernel."""

from datetime import date

from trephine.core.mark import Assumed
from trephine.core.model import Assignment, Model, ModelParameter, ModelState, Spread
from trephine.core.population import Covariate, CovariateEffect, Population
from trephine.core.product import CellDose, ParameterChange, Product
from trephine.core.run_outcome import RelapseCause, RunOutcome, RunOutcomes
from trephine.core.strategy import Strategy
from trephine.core.text import Text

WORD = Text(zh="演示", en="demonstration")
MARK = Assumed(reason=WORD, on=date(2026, 11, 23))


def _state(name, unit, initial, rate):
    return ModelState(id=name, label=Text(zh=f"量 {name}", en=f"quantity {name}"), unit=unit,
                      initial=initial, rate=rate)  # fmt: skip


def _parameter(name, value, unit, spread=0.0, low=0.0, high=1e6):
    return ModelParameter(
        id=name, label=Text(zh=f"参数 {name}", en=f"parameter {name}"), value=value, unit=unit,
        mark=MARK, spread=Spread(kind="lognormal", sd=spread) if spread else None,
        low=low, high=high, group="demo",
    )  # fmt: skip


# Cells R1 kill tumour T, which carries a share of resistant cells N; MP follows T.
MODEL = Model(
    id="small",
    label=WORD,
    states=(
        _state("R1", "Gc", "0", "rho*R1*T/(T + 20) - d*R1"),
        _state("T", "Gc", "T0*(1 - null)", "g*T - k*R1*T/(1 + R1)"),
        _state("N", "Gc", "T0*null", "g*N"),
        _state("MP", "g/L", "pM*T0/0.1", "pM*(T + N) - 0.1*MP"),
    ),
    parameters=(
        _parameter("rho", 0.9, "1/d", 0.2),
        _parameter("d", 0.12, "1/d", 0.3, low=0.01),
        _parameter("g", 0.03, "1/d", 0.3),
        _parameter("k", 1.0, "1/d", 0.4),
        _parameter("T0", 200.0, "Gc", 0.6),
        _parameter("null", 1e-5, "1", 1.0, high=1.0),
        _parameter("pM", 0.01, "g/L/d/Gc"),
    ),
    assignments=(Assignment(id="TT", label=WORD, unit="Gc", formula="T + N"),),
)
POPULATION = Population(
    id="people",
    label=WORD,
    text=WORD,
    covariates=(
        Covariate(id="weight", label=WORD, law="lognormal", unit="kg", mark=MARK, typical=70.0,
                  sd=0.2),
    ),
    effects=(CovariateEffect(parameter="g", formula="g", mark=MARK),),
)  # fmt: skip


def product(name="first", dose=3e8, **changes):
    return Product(
        id=name, label=Text(zh=f"产品 {name}", en=f"product {name}"), targets=("X",),
        costimulation=("Y",), binder="", source_of_cells="autologous",
        dose=CellDose(printed="", unit="cells", value=dose, mark=MARK), regimen="none",
        changes=tuple(
            ParameterChange(parameter=key, operation="set", value=value, mark=MARK)
            for key, value in changes.items()
        ),
        mixes=WORD, at=(),
    )  # fmt: skip


def strategy(name, operation="set", **changes):
    return Strategy(
        id=name, kind="strategy", topic="antigen", label=Text(zh=f"策略 {name}", en=name),
        text=WORD, expects=WORD, at=(), sureness="low", evidence=(),
        changes=tuple(
            ParameterChange(parameter=key, operation=operation, value=value, mark=MARK)
            for key, value in changes.items()
        ),
    )  # fmt: skip


def outcome(name, kind, of, **more):
    group = more.pop("group", "tumour")
    return RunOutcome(
        id=name, label=Text(zh=f"结局 {name}", en=f"outcome {name}"), unit=more.pop("unit", "1"),
        group=group, kind=kind, of=(of,) if isinstance(of, str) else of, mark=MARK, **more,
    )  # fmt: skip


OUTCOMES = RunOutcomes(
    model="small",
    outcomes=(
        outcome("cart_peak", "peak", "R1", low=0.0, unit="Gc", group="cells"),
        outcome("nadir", "trough", "TT", low=0.0, unit="Gc"),
        outcome("mp_start", "value", "MP", low=0.0, unit="g/L"),
        outcome("mp_nadir", "trough", "MP", low=0.0, unit="g/L"),
        outcome("mp_left", "ratio", ("mp_nadir", "mp_start"), least=5.0),
        outcome("mp_rise", "rise", "MP", low=28.0, threshold=0.25, least=5.0, unit="d"),
        outcome("progression", "earliest", ("mp_rise",), unit="d"),
        outcome("null_at", "share", "N", per=("T", "N"), when="progression", group="cause"),
        outcome("by_null", "is_above", "null_at", threshold=0.5, group="cause"),
    ),
    causes=(
        RelapseCause(id="clones", label=Text(zh="克隆", en="clones"), text=WORD, mark=MARK,
                     sign="null_at", changes=(
                         ParameterChange(parameter="null", operation="set", value=0.0, mark=MARK),
                     )),
        RelapseCause(id="loss", label=Text(zh="流失", en="loss"), text=WORD, mark=MARK, changes=(
            ParameterChange(parameter="d", operation="times", value=0.1, mark=MARK),
        )),
    ),
    event="progression",
    depth="mp_left",
    rule=WORD,
    shown=("R1", "TT", "MP"),
    logarithmic=("R1", "TT"),
)  # fmt: skip
