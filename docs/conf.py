"""The documentation site: Sphinx over the pages of docs/ and those of the project's root.

`make site` builds it. The root of the project is the source folder, so that a page links to another
in the way that works in a checkout, too.
"""

from __future__ import annotations

import re
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from typing import Any

project = "saring"
author = "The saring developers"
project_copyright = author
version = release = installed_version("saring")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_external_toc",
]
external_toc_path = "docs/toc.yml"
include_patterns = ["*.md", "docs/**", "tests/*/README.md"]
exclude_patterns = ["docs/site"]

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4

default_role = "py:obj"
autodoc_member_order = "bysource"
# The reference of saring.integrations needs none of their libraries.
_LIBRARIES = ("pandas", "polars", "duckdb", "datasets", "datatrove", "spacy", "pyspark")
autodoc_mock_imports = [name for name in _LIBRARIES if find_spec(name) is None]
numpydoc_show_class_members = False
autodoc_typehints = "none"  # the docstrings give types and shapes

html_theme = "furo"
html_title = f"saring {release}"
html_copy_source = False
html_extra_path = ["site"]
html_theme_options = {"source_directory": "docs/"}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
# Blocks of other pages are in no language that a lexer knows whole: output shown under commands.
suppress_warnings = ["misc.highlighting_failure"]


def _link_to_short_name(app: Any, env: Any, node: Any, contnode: Any) -> Any:
    """Link ``saring.strip`` to ``saring.boilerplate.strip``, where the reference has it."""
    name = re.fullmatch(r"saring\.(\w+(?:\.\w+)?)", node.get("reftarget", ""))
    if node.get("refdomain") != "py" or name is None:
        return None
    domain = env.get_domain("py")
    for target in domain.objects:
        if re.fullmatch(r"saring\.\w+\." + re.escape(name[1]), target):
            page = node.get("refdoc", "")
            return domain.resolve_xref(env, page, app.builder, "obj", target, node, contnode)
    return None


def setup(app: Any) -> None:
    """Connect the handler above; Sphinx calls this."""
    app.connect("missing-reference", _link_to_short_name)
