"""Numbers at the axes of charts, written as the language of the page does.

Vega writes numbers as in English; one expression a label turns them (1.234,5).
"""


def number_labels(lang: str) -> str:
    """Return the vega expression of the label of an axis of numbers.

    Parameters
    ----------
    lang : str
        "en" gives 1,234.5, "vi" 1.234,5.
    """
    text = "format(datum.value, ',~f')"
    if lang != "vi":
        return text
    held = f"replace({text}, /,/g, ' ')"
    return f"replace(replace({held}, '.', ','), / /g, '.')"
