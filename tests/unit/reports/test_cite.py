import ast
import re
from pathlib import Path

import pytest

import trephine
from trephine.core.error import ContentError, InputError
from trephine.core.estimate import Estimate
from trephine.core.source import Source
from trephine.library import methods as library
from trephine.library.methods import methods
from trephine.reports.cite import cite

SOURCE = Path(trephine.__file__).parent
KEY = re.compile(r"^[a-z]+(-[a-z]+)*-(1[89]|20)\d\d(-[a-z]+)*$")


def estimate(*keys: str) -> Estimate:
    return Estimate(
        measure="PLO", method="REML", test="knha", level=95, k=3, estimate=1.0, se=0.1, stat=10.0,
        pval=0.01, ci_lb=0.5, ci_ub=1.5, methods=keys,
    )  # fmt: skip


def test_cites_in_order_once_with_the_software_last() -> None:
    found = cite(
        estimate("viechtbauer-2005", "hartung-knapp-2001"),
        [estimate("viechtbauer-2005"), "higgins-thompson-2002"],
    )
    assert [c.key for c in found] == [
        "viechtbauer-2005", "hartung-knapp-2001", "higgins-thompson-2002", "trephine"
    ]  # fmt: skip
    assert [c.number for c in found] == [1, 2, 3, 4]
    assert str(found[0]).startswith("[1] Viechtbauer W. Bias and efficiency")
    assert trephine.__version__ in found[-1].text
    assert found[0].what is not None
    assert "REML" in found[0].what.en


def test_sources_of_the_studies_follow_the_methods() -> None:
    trial = Source(id="xu2019", kind="article", authors="Xu J", title="A", container="B", year=2019)
    found = cite("viechtbauer-2005", sources=[trial, trial], software=False, style="gbt7714")
    assert [c.key for c in found] == ["viechtbauer-2005", "xu2019"]
    assert found[1].text == "XU J. A[J]. B, 2019."


def test_unknown_keys_and_objects_are_refused() -> None:
    with pytest.raises(InputError, match="no method of this key") as caught:
        cite("nobody-2099")
    assert caught.value.found == "nobody-2099"
    with pytest.raises(InputError, match="which methods"):
        cite(3.5)


def test_every_key_that_a_result_can_name_has_an_entry() -> None:
    used = {
        node.value: path.name
        for path in sorted((SOURCE / "evidence").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value)
    }
    assert used, "no key found: has the naming changed?"
    missing = {key: place for key, place in used.items() if key not in methods()}
    assert not missing


def test_entries_are_sound() -> None:
    dois = {}
    for key, method in methods().items():
        assert KEY.match(key), key
        assert str(method.source.year) in method.key
        assert method.what.zh[-1] not in "。."
        assert not re.search(r"[\u4e00-\u9fff]", method.what.en + method.source.title), key
        doi = method.source.doi
        assert doi.startswith("10.") or not doi
        assert dois.setdefault(doi, method.key) == method.key or not doi, doi


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[a-2001]\nwhat.zh="一"\nwhat.en="one"\nauthors="A B"\ntitle="T"\nyear=2001', "container"),
        (('[a-2001]\nwhat.zh="一"\nwhat.en="one"\nauthors="A B"\ntitle="T"\nyear=2001\n'
         'container="C"\njournal="J"'), "journal"),
        (('[b-2001]\nwhat.zh="一"\nwhat.en="one"\nauthors="A B"\ntitle="T"\nyear=2001\n'
         'container="C"\nalso=["b-2001"]'), "b-2001"),
    ],
)  # fmt: skip
def test_a_malformed_entry_is_refused_with_its_line(
    text: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "methods.toml").write_text(f"# one\n\n{text}\n", encoding="utf-8")
    monkeypatch.setattr(library, "files", lambda _: tmp_path)
    with pytest.raises(ContentError) as caught:
        library.methods.__wrapped__()
    assert caught.value.where == "library/methods.toml:3"
    assert found in caught.value.found
