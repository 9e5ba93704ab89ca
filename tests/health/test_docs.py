"""The documentation builds, is complete in both languages, and says what the programs print."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from trephine.cli import COMMANDS, module_of
from trephine.core.estimate import Back, Estimate

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "trephine"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
LANGUAGES = ("en", "zh")
TAIL = {"en": ".md", "zh": ".zh.md"}
ENGLISH_ALONE = {ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def text_of(name: str, language: str) -> str:
    return text(DOCS / f"{name}{TAIL[language]}")


def make_reference():
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_docs_build_without_warnings(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="Sphinx is a development tool and is not installed")
    # Furo's sidebars take a third of the time and warn of nothing: a plain theme here.
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        "-D",
        "html_theme=alabaster",
    ]
    command += [str(DOCS), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'lang="zh' in text(tmp_path / "index.zh.html")
    for page, own, other in (
        ("limits.zh", "design.zh", "design"),
        ("limits", "design", "design.zh"),
    ):
        written = text(tmp_path / "explanation" / f"{page}.html")
        sidebar = written[written.index('class="sphinxsidebar"') :]
        assert f'href="{own}.html"' in sidebar
        assert f'href="{other}.html"' not in sidebar, f"{page}: a tree in the other language"
    exact = tmp_path / "reference" / "modules" / "trephine.evidence.exact.html"
    assert '<span class="n">binomial_normal</span>' in text(exact), "modules are not filled in"


def test_pages_need_no_network() -> None:
    """No page of ours loads a script, a style or a picture from elsewhere."""
    for page in PAGES:
        assert not re.search(r"!\[[^\]]*\]\(https?:", text(page)), page
        assert "<script" not in text(page), page


def test_examples_print_what_the_pages_say() -> None:
    runnable = [
        p for p in (*READMES, *PAGES) if re.search(r"^# runs$|^\$ trephine", text(p), re.MULTILINE)
    ]
    assert {p.name for p in runnable} >= {"README.md", "README.zh.md", "first-pool.md"}
    done = subprocess.run(
        [sys.executable, str(DOCS / "examples.py"), *map(str, runnable)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=3600,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\n(docs/examples.py --write PAGE ...)"


def test_generated_pages_are_fresh() -> None:
    made = make_reference().pages()
    stale = [p.name for p, new in made.items() if not p.exists() or text(p) != new]
    assert not stale, "run: python docs/make_reference.py"
    shown = set((DOCS / "reference" / "modules").glob("*.md"))
    assert not shown - set(made), "pages of packages that are gone"


def test_every_page_has_its_twin() -> None:
    names = {str(p.relative_to(DOCS)) for p in PAGES}
    english = {n.removesuffix(".md") for n in names if not n.endswith(".zh.md")}
    chinese = {n.removesuffix(".zh.md") for n in names if n.endswith(".zh.md")}
    assert english == chinese
    assert all(p.exists() for p in READMES)


def test_chinese_pages_are_chinese() -> None:
    for page in PAGES:
        letters = re.findall(r"[\u4e00-\u9fff]", text(page))
        if page.name.endswith(".zh.md"):
            assert letters, page


def test_every_public_module_is_in_the_reference() -> None:
    modules = set()
    for path in SOURCE.rglob("*.py"):
        if path.name != "__init__.py" and not path.stem.startswith("_"):
            modules.add(".".join(["trephine", *path.relative_to(SOURCE).with_suffix("").parts]))
    found = {
        heading
        for page in (DOCS / "reference" / "modules").glob("*.md")
        for heading in re.findall(r"^## (trephine\S+)$", text(page), flags=re.MULTILINE)
    }
    assert modules == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_is_documented(language: str) -> None:
    page = text_of("reference/cli", language)
    for command in COMMANDS:
        parser = import_module(f"trephine.cli.{module_of(command)}").parser(language)
        section = page.split(f"## `trephine {command}`", 1)[1].split("\n## ", 1)[0]
        for action in parser._actions:
            for name in action.option_strings or [action.dest]:
                assert name in {"-h", "--help"} or f"`{name}`" in section, f"{command} {name}"
            if action.dest != "help":
                assert action.help, f"{command} {action.dest} says nothing of itself"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_json_is_documented(language: str) -> None:
    page = text_of("reference/json", language)
    keys = {*Estimate.__dataclass_fields__, *Back.__dataclass_fields__}
    assert not {key for key in keys if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", page)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_an_assessment_is_documented(language: str) -> None:
    page = text_of("reference/json", language)
    page = page[re.search(r"^## (The assessment|患者评估)$", page, re.MULTILINE).start() :]
    keys = set()
    for node in ast.walk(ast.parse(text(SOURCE / "reports" / "assessment_json.py"))):
        if isinstance(node, ast.Dict):
            keys |= {one.value for one in node.keys if isinstance(one, ast.Constant)}
    assert {"proposals", "every_hours", "later_readings"} <= keys
    assert not {key for key in keys if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", page)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_a_guideline_has_its_page(language: str) -> None:
    """The same path in the library and in the docs, every rule and statement on its page."""
    files = sorted((SOURCE / "library" / "guidelines").rglob("*.md"))
    assert files
    for file in files:
        path = file.relative_to(SOURCE / "library").with_suffix("")
        page = text_of(f"reference/{path.as_posix()}", language)
        ids = re.findall(r'^id = "(\S+)"$', text(file), flags=re.MULTILINE)
        assert ids
        assert not [one for one in ids if f"`{one}`" not in page and f"**{one}**" not in page]


def caution_kinds() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(text(path))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Caution":
                continue
            for keyword in node.keywords:
                if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                    found.add(keyword.value.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_caution_is_documented(language: str) -> None:
    kinds = caution_kinds()
    assert "ft-back-transform" in kinds
    listed = set(re.findall(r"`([a-z0-9-]+)`", text_of("reference/errors", language)))
    assert not kinds - listed, "cautions without an entry"


def anchors(path: Path) -> set[str]:
    found = set(re.findall(r"^\((\S+)\)=$", text(path), flags=re.MULTILINE))
    for heading in re.findall(r"^#{1,4} (.+)$", text(path), flags=re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", [*PAGES, *READMES], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", text(page), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), f"{page.name} -> {target}"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{page.name} -> {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_stay_in_their_language(page: Path) -> None:
    """A Chinese page leads to Chinese pages, and an English one to English pages."""
    if page.name.startswith("index") or page.parent.name == "modules":
        return  # these lead to both on purpose
    prose = re.sub(r"^```.*?^```$", "", text(page), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s#]+\.md)[^)]*\)", prose):
        path = (page.parent / target).resolve()
        if DOCS in path.parents and path not in ENGLISH_ALONE:
            assert path.name.endswith(".zh.md") == page.name.endswith(".zh.md"), target


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_readme_names_the_two_commands(page: Path) -> None:
    lines = text(page)
    assert re.search(r"^python3 run\.py( |$)", lines, flags=re.MULTILINE)
    assert re.search(r"^python3 run\.py test( |$)", lines, flags=re.MULTILINE)
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", lines):
        assert (ROOT / picture).stat().st_size < 200_000, picture
