"""Fit the documents to the site: links out of ``docs/`` and the language of a page.

mkdocs calls the two functions by their names (``hooks`` of ``mkdocs.yml``).
"""

import re
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[(?P<words>[^\]\[]+)\]\((?P<to>[^)#\s:]+)(?P<anchor>#[^)\s]*)?\)")
INCLUDED = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
"""Pages that show a document of the project's first folder."""


def _fitted(link: re.Match[str], page: str) -> str:
    """Return a link as the site needs it; what it does not hold is named only."""
    on_site = dirname(f"docs/{page}")
    written_in = "" if page in INCLUDED else on_site
    target = normpath(f"{written_in}/{link['to']}".lstrip("/"))
    for name, document in INCLUDED.items():
        target = f"docs/{name}" if target == document else target
    if not target.startswith("docs/"):
        return f"{link['words']} (`{target}`)"
    return f"[{link['words']}]({relpath(target, on_site)}{link['anchor'] or ''})"


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Turn links that leave the site into words; fit those of included documents.

    Parameters
    ----------
    markdown : str
        The page as written.
    page : mkdocs.structure.pages.Page
        Its file names the folder that links start from.

    Returns
    -------
    str
        The page with links that the site holds.
    """
    name = page.file.src_uri
    if name in INCLUDED:
        markdown = (ROOT / INCLUDED[name]).read_text(encoding="utf-8")
    return LINK.sub(lambda link: _fitted(link, name), markdown)


def on_post_page(output: str, *, page: Any, **_: Any) -> str:
    """Say that a page of the Vietnamese guide is Vietnamese.

    Parameters
    ----------
    output : str
        The page as HTML.
    page : mkdocs.structure.pages.Page
        Its file lies in ``guide/vi`` or elsewhere.

    Returns
    -------
    str
        The page with the right ``lang``.
    """
    if page.file.src_uri.startswith("guide/vi/"):
        return output.replace('<html lang="en"', '<html lang="vi"', 1)
    return output
