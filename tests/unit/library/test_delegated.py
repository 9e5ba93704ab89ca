"""The register of what the consensus leaves to other documents: complete, and refusals."""

import shutil

import pytest

from trephine.core.error import ContentError
from trephine.library import bibliography, guidelines
from trephine.library import delegated as delegated_file
from trephine.library.delegated import delegations

# Documents to which the text of the consensus sends its reader for what it does not say itself.
SENT_TO = {"cmda2022", "caca2021", "cma2016", "thompson2020", "neelapu2018", "lee2019"}
TOML = """
[[delegated]]
id = "x"
document = {{ zh = "字", en = "word" }}
source = "{source}"
at = [{{ source = "consensus2022", place = "§1" }}]
what = {{ zh = "字", en = "word" }}
status = "{status}"
meanwhile = {{ zh = "字", en = "word" }}
{more}
"""


def test_every_document_that_the_consensus_sends_to_is_registered():
    assert {one.source for one in delegations()} >= SENT_TO


def test_what_is_built_names_tables_of_the_reference_layer():
    layers = {table.id: table.layer for one in guidelines() for table in one.tables}
    named = [name for one in delegations() for name in one.tables]
    assert named
    assert {layers[name] for name in named} == {"reference"}


def test_sources_are_those_that_the_consensus_cites():
    for one in delegations():
        if one.status == "not at hand":
            cited = bibliography.source(one.source).cited
            assert any(place.source == "consensus2022" for place in cited), one.id


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that reads a register from a copy of the library's folder."""
    shutil.copy(delegated_file.ROOT / "delegated.toml", tmp_path)
    monkeypatch.setattr(delegated_file, "ROOT", tmp_path)

    def reader(source="caca2021", status="not at hand", more=""):
        text = TOML.format(source=source, status=status, more=more)
        (tmp_path / "delegated.toml").write_text(text, encoding="utf-8")
        return delegations.__wrapped__()

    return reader


def test_an_entry_that_fits_is_read(read):
    assert read()[0].source == "caca2021"
    assert read(status="built", more='tables = ["crs-grade"]')[0].tables == ("crs-grade",)
    assert read(source="", status="not named")[0].source == ""


@pytest.mark.parametrize(
    "entry",
    [
        {"source": "nobody1900"},
        {"status": "built"},
        {"status": "built", "more": 'tables = ["no-such-table"]'},
        {"status": "not at hand", "more": 'tables = ["crs-grade"]'},
        {"source": "", "status": "not at hand"},
        {"status": "not named"},
        {"status": "somewhere"},
    ],
)
def test_an_entry_that_does_not_fit_is_refused(read, entry):
    with pytest.raises(ContentError, match=r"delegated\.toml"):
        read(**entry)
