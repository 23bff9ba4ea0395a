"""Texts of the data as they were written, marked where that is in another language.

Notes of collectors, titles of sources and figures in words are shown as they stand.
"""

from html import escape

from qngeo.web.written_in import language_of


def quoted(text: str, lang: str) -> str:
    """Return a text of the data as HTML, marked if it is in another language.

    Parameters
    ----------
    text : str
    lang : str
        Of the page.
    """
    own = language_of(text)
    if own in ("", lang):
        return escape(text)
    return f'<span lang="{own}">{escape(text)}</span>'
