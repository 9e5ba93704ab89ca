"""Sphinx: the documentation, English pages with their Chinese twins beside them (``*.zh.md``)."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from module_text import module_text, source_of
from sphinx import addnodes
from sphinx.environment.adapters.toctree import TocTree
from sphinx.util import logging

project = "Trephine"
copyright = "the Trephine contributors"  # noqa: A001  (Sphinx's name)
extensions = ["myst_parser"]  # no MathJax: pages work without a network
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Trephine"
html_copy_source = False
html_static_path = ["static"]
html_css_files = ["wrap.css"]
smartquotes = False  # options keep their two hyphens
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
_LOG = logging.getLogger(__name__)
suppress_warnings = ["myst.xref_missing"]  # links to files outside docs (README, LICENSE)


def _show_modules(_app: Any, page: str, source: list[str]) -> None:
    """Put what a module says of itself below its heading (``reference/modules``)."""
    if not page.startswith("reference/modules/") or page.endswith(".zh"):
        return
    head, *modules = source[0].split("\n## ")
    parts = [head]
    for name in map(str.strip, modules):
        if source_of(name).exists():
            parts.append(f"## {name}\n\n{module_text(name)}")
        else:
            _LOG.warning("%s is gone: run docs/make_reference.py", name, location=page)
    source[0] = "\n\n".join(parts)


def _hide_marks(_app: Any, _page: str, source: list[str]) -> None:
    """Leave out the mark by which ``examples.py`` knows what runs."""
    source[0] = source[0].replace("```python\n# runs\n", "```python\n")


def _link_twin(app: Any, page: str, source: list[str]) -> None:
    """Put a link to the page in the other language below the title."""
    chinese = page.endswith(".zh")
    twin = page.removesuffix(".zh") if chinese else f"{page}.zh"
    if not (Path(app.srcdir) / f"{twin}.md").exists():
        return
    title, newline, rest = source[0].partition("\n")
    word = "English" if chinese else "中文"
    source[0] = f"{title}{newline}\n[{word}]({Path(twin).name}.md)\n{rest}"


def _say_language(
    _app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Tell browsers and screen readers the language of the page."""
    context["language"] = "zh-Hans" if page.endswith(".zh") else "en"


def _own_tree(app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Give a page the navigation of its language alone; a page's twin is linked below its title."""
    root = "index.zh" if page.endswith(".zh") else "index"
    context["root_doc"] = context["master_doc"] = root

    def toctree(**options: Any) -> str:
        nodes = app.env.get_doctree(root).findall(addnodes.toctree)
        own = [node for node in nodes if "index.zh" not in node["includefiles"]]
        adapter = TocTree(app.env)
        found = [adapter.resolve(page, app.builder, node, **options) for node in own]
        return "".join(
            app.builder.render_partial(tree)["fragment"] for tree in found if tree is not None
        )

    context["toctree"] = toctree


def setup(app: Any) -> dict[str, bool]:
    """Connect the steps above."""
    app.connect("source-read", _show_modules)
    app.connect("source-read", _hide_marks)
    app.connect("source-read", _link_twin)
    app.connect("html-page-context", _say_language)
    app.connect("html-page-context", _own_tree, priority=400)  # before the theme draws its sidebar
    return {"parallel_read_safe": True, "parallel_write_safe": True}
