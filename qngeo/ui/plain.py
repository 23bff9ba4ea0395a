"""Texts of people's files and names, shown as text and as nothing else."""

import re

_MARKS = re.compile(r"([\\`*_\[\]<>~$|:&]|^[#+=-])")
"""What starts emphasis, a link, an image, HTML, a formula or a directive in a line."""


def plain(text: str) -> str:
    r"""Return a text so that Streamlit's Markdown shows it letter by letter.

    Examples
    --------
    >>> plain("<b>a</b>")
    '\\<b\\>a\\</b\\>'
    """
    return _MARKS.sub(r"\\\1", text)
