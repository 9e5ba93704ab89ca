"""Sphinx: the documentation, English pages with their Chinese twins beside them (``*.zh.md``)."""

project = "Trephine"
copyright = "the Trephine contributors"  # noqa: A001  (Sphinx's name)
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Trephine"
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
suppress_warnings = ["myst.xref_missing"]  # links to files outside docs (README, LICENSE)
mathjax_path = ""  # pages work without a network: formulas stay readable as TeX
