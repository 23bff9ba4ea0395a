"""A table to take away as a CSV file, made when its button is pressed."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from qngeo.io.uploads.tables import as_csv


def csv_button(
    label: str, make: Callable[[], pd.DataFrame], *, name: str, key: str | None = None
) -> None:
    """Offer a table as a file that Excel reads, in which no cell is a formula.

    Parameters
    ----------
    label : str
    make : callable
        Gives the table.
    name : str
        Of the file.
    key : str, optional
        Of the button, where a page has two of the same label.
    """
    st.download_button(
        label,
        lambda: as_csv(make()),
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
