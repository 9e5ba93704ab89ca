"""The mechanism as the library reads it: every constant used, named twice over, with its place."""

import re
from math import isfinite
from pathlib import Path

import pytest

from trephine import library
from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed, Read
from trephine.library import model_of

NAME = re.compile(r"[A-Za-z_]\w*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PARAMETER = "id,value,unit,group,label_zh,label_en,mark,source,place,reason_zh,reason_en,formula\n"
ROW = "k,0.5,1/d,all,速率,rate,assumed,,,因为如此,because so,\n"
STATE = "id,unit,floor,label_zh,label_en\nX,Gc,1e-6,细胞,cells\n"
HEAD = 'id = "tiny"\ntime_unit = "d"\non = 2026-11-23\n[label]\nzh = "小"\nen = "tiny"\n'


@pytest.fixture(scope="module")
def mechanism():
    return library.model("bcma_cart")


def test_every_parameter_is_used(mechanism):
    formulas = [state.rate + " " + state.initial for state in mechanism.states]
    formulas += [step.formula for step in mechanism.assignments]
    formulas += [entry.formula for entry in mechanism.parameters]
    used = set(NAME.findall(" ".join(formulas)))
    assert [entry.id for entry in mechanism.parameters if entry.id not in used] == []


def test_every_label_says_it_in_both_languages(mechanism):
    named = [*mechanism.states, *mechanism.parameters]
    named += [step for step in mechanism.assignments if step.unit]
    assert len(named) > 500
    for entry in named:
        symbol = entry.label.zh == entry.label.en and " " not in entry.label.en  # IgM, say
        assert symbol or CHINESE.search(entry.label.zh), entry.id
        assert not CHINESE.search(entry.label.en), entry.id
        assert entry.unit, entry.id


def test_no_two_states_or_parameters_share_a_label(mechanism):
    for language in ("zh", "en"):
        said = [entry.label[language] for entry in mechanism.states]
        assert len(set(said)) == len(said)


def test_every_number_has_its_mark(mechanism):
    known = {source.id for source in library.sources()}
    for entry in mechanism.parameters:
        if isinstance(entry.mark, Read):
            assert entry.mark.locator.source in known, entry.id
        else:
            assert isinstance(entry.mark, Assumed), entry.id
            assert CHINESE.search(entry.mark.reason.zh), entry.id


def test_typical_values_lie_within_what_a_run_accepts(mechanism):
    for entry in mechanism.parameters:
        assert isfinite(entry.value), entry.id
        assert entry.low is None or entry.value >= entry.low, entry.id
        assert entry.high is None or entry.value <= entry.high, entry.id
        if entry.spread is not None and entry.spread.kind != "exponential":
            assert entry.spread.sd > 0, entry.id


def test_products_parameters_exist_for_both_places(mechanism):
    names = {entry.id for entry in mechanism.parameters}
    bare = "rhoE fM sren ksen cap dM rEM kX ton edX arQ f4 pot imm imc hv cyk wR tB tA gA KDB KDA"
    assert {name + place for name in bare.split() for place in "12"} <= names


def made(folder: Path, *, parameters: str = ROW, states: str = STATE, law: str = "") -> Path:
    place = folder / "models" / "tiny"
    (place / "parameters").mkdir(parents=True)
    (place / "quantities").mkdir()
    (place / "model.toml").write_text(HEAD, encoding="utf-8")
    (place / "10.ant").write_text(law or "  X' = -k*X\n  X = 1\n", encoding="utf-8")
    (place / "parameters" / "10.csv").write_text(PARAMETER + parameters, encoding="utf-8")
    (place / "quantities" / "10.csv").write_text(states, encoding="utf-8")
    return folder


@pytest.fixture
def read(monkeypatch):
    def reader(folder: Path):
        monkeypatch.setattr(model_of, "ROOT", folder)
        monkeypatch.setattr(model_of, "kept_model", lambda _, again: again())
        return model_of.model.__wrapped__("tiny")

    return reader


def test_a_small_model_is_read_whole(read, tmp_path):
    found = read(made(tmp_path))
    assert found.label.en == "tiny"
    assert [state.id for state in found.states] == ["X"]
    assert found.parameter("k").value == 0.5
    assert found.parameter("k").mark.reason.en == "because so"


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"parameters": ROW + ROW.replace("k,", "j,", 1)}, "+j"),
        ({"law": "  X' = -k*X*h\n  X = 1\n  h = 2\n"}, "-h"),
        ({"states": STATE.replace("X,", "Z,")}, "-X +Z"),
        ({"parameters": ROW.replace(",assumed,", ",read,")}, "k: read"),
        ({"parameters": ROW.replace("because so", "")}, "k: assumed"),
        ({"parameters": ROW.replace("k,0.5,", "k,,")}, "k"),
        ({"parameters": ROW.replace(",assumed,,", ",read,nobody1900,p 1")[:-1] + "\n"}, "nobody"),
        ({"parameters": ROW + ROW}, "k"),
    ],
)
def test_tables_and_equations_that_do_not_fit_are_refused(what, found, read, tmp_path):
    with pytest.raises(ContentError) as refused:
        read(made(tmp_path, **what))
    assert found in refused.value.found


def test_an_unknown_model_is_refused_with_those_there_are():
    with pytest.raises(InputError) as refused:
        library.model("nothing")
    assert "bcma_cart" in refused.value.do.en
