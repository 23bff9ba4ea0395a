"""Tables of the page itself (bảng): they wrap on a phone, print, and can be heard.

Cells are HTML already: whoever makes them escapes their texts.
"""

from collections.abc import Iterable


def row(cells: Iterable[str], css: str = "") -> str:
    """Return a row of cells; ``css`` names its classes."""
    opening = f'<tr class="{css}">' if css else "<tr>"
    return f"{opening}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def table(
    head: Iterable[str], rows: Iterable[str], *, css: str = "", scrolls: bool = False
) -> str:
    """Return a table.

    Parameters
    ----------
    head : iterable of str
        Cells of the first row.
    rows : iterable of str
        As `row` gives them.
    css : str
        Further classes beside ``qn-table``.
    scrolls : bool
        Whether a table that is wider than its place is moved in it sideways.
    """
    top = "".join(f"<th>{cell}</th>" for cell in head)
    found = (
        f'<table class="{f"qn-table {css}".strip()}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    return f'<div class="qn-scroll">{found}</div>' if scrolls else found
