"""One patient's series: read from a file, fitted, with an uncertainty that is kept."""

from datetime import date

import numpy as np
import pytest

from trephine import library
from trephine.core.error import InputError, MethodError
from trephine.core.kinetics import SeriesPoint
from trephine.core.mark import Assumed
from trephine.core.model import Model, ModelParameter, ModelState, Spread
from trephine.core.product import CellDose, Product
from trephine.core.text import both_of
from trephine.library.kinetics_table import one_patient_parameters, series_kinds
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.doses import no_doses
from trephine.mechanism.fit.one_patient import one_patient
from trephine.mechanism.fit.read_series import read_series
from trephine.mechanism.patients import Patients, typical
from trephine.mechanism.solve import solve
from trephine.mechanism.treatment import Infusion, Treatment

WHY = Assumed(reason=both_of("a small model"), on=date(2026, 11, 23))
DAYS = (2.0, 4, 7, 10, 14, 21, 28, 45, 70, 100)


def parameter(name, value, sd=0.0, kind="lognormal"):
    spread = Spread(kind=kind, sd=sd) if sd else None
    return ModelParameter(
        id=name, label=both_of(name), value=value, unit="", spread=spread, low=0.0, high=1e9
    )


def state(name, initial, rate):
    return ModelState(id=name, label=both_of(name), unit="", initial=initial, rate=rate, floor=1e-6)


@pytest.fixture(scope="module")
def model():
    """Cells that grow while antigen lasts, then fall in two phases."""
    return Model(
        id="expansion",
        label=both_of("expansion"),
        states=(
            state("A", "1", "-A / tau"),
            state("E", "c0", "rho * A * E - alpha * (1 - A) * E - m * (1 - A) * E"),
            state("M", "0", "m * (1 - A) * E - beta * M"),
            state("C", "c0", "rho * A * E - alpha * (1 - A) * E - beta * M"),
        ),
        parameters=(
            parameter("c0", 10.0),
            parameter("tau", 7.0, 0.3),
            parameter("rho", 1.2, 0.2),
            parameter("alpha", 0.2, 0.4),
            parameter("m", 0.01, 0.6),
            parameter("beta", 0.01, 0.7),
            parameter("unseen", 1.0, 0.5),
        ),
    )


def enrolled(model, n=1):
    cell = CellDose(printed="1", unit="cells", value=1.0, mark=WHY)
    product = Product(
        id="p", label=both_of("p"), targets=(), costimulation=(), binder="",
        source_of_cells="autologous", dose=cell, regimen="none", changes=(), mixes=both_of("x"),
        at=(),
    )  # fmt: skip
    given = Treatment(
        product=product,
        second=None,
        infusions=(Infusion(product=product, day=0.0, place=1),),
        courses=(),
    )
    return Cohort(
        patients=typical(model, n), covariates={}, doses=no_doses(n), administrations=(),
        treatment=given, population="p", strategies=(), seed=1, start=0.0, held={},
    )  # fmt: skip


FREE = ("tau", "rho", "alpha", "m", "beta", "unseen")
SPREADS = np.array([0.3, 0.2, 0.4, 0.6, 0.7, 0.5])


def measured(model, score, sd, seed, limit=0.0):
    """Return the truth and a noisy series of the patient with that score."""
    ids = [one.id for one in model.parameters]
    row = typical(model, 1).parameters.copy()
    for name, z, spread in zip(FREE, score, SPREADS, strict=True):
        row[0, ids.index(name)] *= np.exp(spread * z)
    patients = Patients(numbers=np.array([0]), parameters=row)
    found = solve(model, patients, start=0.0, end=100.0, names=["C"], times=DAYS, rtol=1e-7)
    noise = np.exp(sd * np.random.default_rng(seed).standard_normal(len(DAYS)))
    points = []
    for day, value in zip(DAYS, found.of("C")[0] * noise, strict=True):
        below = value < limit
        points.append(
            SeriesPoint(
                day=day, quantity="C", value=limit if below else value, sd=sd, below=bool(below)
            )
        )
    return row[0, [ids.index(name) for name in FREE]], points


@pytest.fixture(scope="module")
def fits(model):
    generator = np.random.default_rng(17)
    made = []
    for patient in range(6):
        score = generator.standard_normal(6)
        truth, points = measured(model, score, 0.2, patient)
        made.append((truth, one_patient(model, enrolled(model), points, FREE, seed=patient)))
    return made


def test_truth_lies_in_the_stated_intervals(fits):
    """Of 36 intervals of 95%, about two may miss; eight would happen once in ten thousand times."""
    missed = sum(int(((x < fit.low) | (x > fit.high)).sum()) for x, fit in fits)
    assert missed <= 5
    assert all(fit.settled for _, fit in fits)


def test_series_narrows_what_it_sees_and_nothing_else(fits):
    width = np.mean([fit.width for _, fit in fits], axis=0)
    assert (width[:3] < 0.6).all(), "growth, its end and the first fall are seen"
    assert width[5] > 0.85, "what the series does not depend on stays as the population has it"
    for _, fit in fits:
        assert (fit.low < fit.high).all()
        assert fit.correlation == pytest.approx(fit.correlation.T)


def test_bands_hold_the_points_and_are_narrower_than_the_population(fits):
    for _, fit in fits:
        assert fit.band.shape == (1, 3, len(fit.times))
        assert (fit.band[0, 0] <= fit.band[0, 2]).all()
        apart = np.log(fit.band[0, 2] / fit.band[0, 0])
        before = np.log(fit.before[0, 2] / fit.before[0, 0])
        late = fit.times > 7
        assert np.median(apart[late]) < 0.7 * np.median(before[late])
        assert np.abs(fit.missed).max() < 4


def test_points_below_the_limit_are_used_and_not_taken_for_values(model):
    score = np.array([0.0, 0, 0.5, -0.5, 1.0, 0])
    truth, points = measured(model, score, 0.2, 3, limit=300.0)
    assert 1 <= sum(one.below for one in points) <= 6
    seen = [one for one in points if not one.below]
    whole = one_patient(model, enrolled(model), points, FREE, seed=1)
    part = one_patient(model, enrolled(model), seen, FREE, seed=1, until=150.0)
    assert ((truth >= whole.low) & (truth <= whole.high)).sum() >= 5
    late = np.searchsorted(whole.times, 95.0)
    assert whole.band[0, 2, late] < part.band[0, 2, np.searchsorted(part.times, 95.0)]
    assert np.isnan(whole.missed).sum() >= 1


def test_same_seed_same_fit(model):
    _, points = measured(model, np.zeros(6), 0.3, 2)
    one = one_patient(model, enrolled(model), points, FREE, seed=4)
    other = one_patient(model, enrolled(model), points, FREE, seed=4)
    assert (one.low == other.low).all()


def test_what_cannot_be_fitted_is_refused(model):
    _, points = measured(model, np.zeros(6), 0.3, 2)
    with pytest.raises(MethodError, match="too few"):
        one_patient(model, enrolled(model), points[:2], FREE, seed=1)
    with pytest.raises(InputError):
        one_patient(model, enrolled(model), points, ("c0",), seed=1)
    with pytest.raises(InputError):
        one_patient(model, enrolled(model), points, ("rho", "rho"), seed=1)
    with pytest.raises(InputError):
        one_patient(model, enrolled(model, 2), points, FREE, seed=1)
    before = [SeriesPoint(day=-30.0, quantity="C", value=1.0, sd=0.3), *points]
    with pytest.raises(InputError):
        one_patient(model, enrolled(model), before, FREE, seed=1)


TABLE = """天,指标,数值,单位
7,转基因,12000,拷贝/µg
14,转基因,48000,拷贝/µg
100,转基因,<50,拷贝/µg
14,流式,"1,200",个/µL
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_chinese_table_in_its_encodings(encoding):
    text = TABLE if encoding.startswith("utf") else TABLE.replace("µ", "u")
    found = read_series(text.encode(encoding), series_kinds())
    assert [one.day for one in found] == [7, 14, 14, 100]
    assert {one.quantity for one in found} == {"copies", "cart"}
    assert found[-1].below
    assert found[-1].value == 50.0
    assert [one.value for one in found if one.quantity == "cart"] == [1200.0]
    assert [one.line for one in found if one.quantity == "cart"] == [5]


def test_units_are_converted():
    text = "day\tquantity\tvalue\tunit\n1\tflow\t0.5\t10^9/L\n2\tsbcma\t508513\tpg/mL\n"
    found = read_series(text, series_kinds())
    assert [one.value for one in found] == pytest.approx([500.0, 508.513])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("7,transgene,100,ng/mL", "no unit, or not one"),
        ("7,transgene,100,", "no unit, or not one"),
        ("7,ferritin,100,ug/L", "unknown quantity"),
        ("7,transgene,未检出,copies/ug", "not a number"),
        ("7,transgene,-5,copies/ug", "above zero"),
        ("7,transgene,0,copies/ug", "above zero"),
        ("7,transgene,nan,copies/ug", "not a number"),
        ("20260901,transgene,100,copies/ug", "day that cannot be"),
        ("第七天,transgene,100,copies/ug", "not a number"),
        ("3,transgene,100,copies/ug", "two values"),
    ],
)
def test_bad_lines_are_refused_with_their_number(line, says):
    text = f"day,quantity,value,unit\n3,transgene,100,copies/ug\n{line}\n"
    with pytest.raises(InputError, match=says) as caught:
        read_series(text, series_kinds(), name="a.csv")
    assert caught.value.where == "a.csv:3"
    assert caught.value.do.zh


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"day,value\n1,2\n", b"\xff\xfe\x00\x01", b"a,b\n\x81"]
)
def test_what_is_no_series_is_refused(raw):
    with pytest.raises(InputError):
        read_series(raw, series_kinds())


def test_parameters_and_quantities_are_the_models():
    model = library.model("bcma_cart")
    spread = {one.id for one in model.parameters if one.spread is not None}
    assert set(one_patient_parameters()) <= spread
    quantities = {one.id for one in (*model.states, *model.assignments)}
    assert {one.quantity for one in series_kinds()} <= quantities
