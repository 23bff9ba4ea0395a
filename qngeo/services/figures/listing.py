"""Every figure of a subject, with its source."""

from datetime import date

import pandas as pd

from qngeo import dates
from qngeo.domain.figures import facts as domain_facts
from qngeo.errors import UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.names import unknown
from qngeo.services.subjects import find_subject

COLUMNS = (
    "fact_id",
    "subject_id",
    "attribute",
    "title_vi",
    "title_en",
    "value",
    "unit",
    "qualifier",
    "definition",
    "scope",
    "as_of",
    "recorded",
    "confidence",
    "source_id",
    "source_title",
    "source_url",
    "note",
)
"""The keys of ``facts``."""


def with_sources(rows: pd.DataFrame, baseline: Baseline) -> pd.DataFrame:
    """Join titles of attributes and sources to rows of facts.

    Parameters
    ----------
    rows : DataFrame
        Rows of facts.
    baseline : Baseline

    Returns
    -------
    DataFrame with the columns of the facts and title_vi, title_en, theme,
    source_title, publisher and source_url, in the same order.
    """
    attributes = baseline.attributes.set_index("attribute")
    sources = baseline.sources.set_index("source_id")
    return rows.assign(
        title_vi=rows["attribute"].map(attributes["title_vi"]),
        title_en=rows["attribute"].map(attributes["title_en"]),
        theme=rows["attribute"].map(attributes["theme"]),
        source_title=rows["source_id"].map(sources["title"]),
        publisher=rows["source_id"].map(sources["publisher"]),
        source_url=rows["source_id"].map(sources["url"]),
    )


def figures(
    baseline: Baseline, subject: str, *, attribute: str = "", as_of: date
) -> pd.DataFrame:
    """Return the figures of a subject that were known on a day.

    Parameters
    ----------
    baseline : Baseline
    subject : str
        Name or id.
    attribute : str, optional
        Only this attribute.
    as_of : date

    Returns
    -------
    DataFrame with the columns `COLUMNS`, by attribute, newest first.

    Raises
    ------
    UnknownNameError
        If the subject or the attribute is not known.
    """
    mine = baseline.facts["subject_id"].eq(find_subject(baseline, subject))
    if attribute and attribute not in set(baseline.attributes["attribute"]):
        known = set(baseline.facts.loc[mine, "attribute"])
        raise UnknownNameError(unknown("attribute", attribute, sorted(known)))
    rows = baseline.facts[mine]
    if attribute:
        rows = rows[rows["attribute"].eq(attribute)]
    rows = domain_facts.as_known(rows, as_of=as_of)
    ends = rows["as_of"].map(_end)
    rows = rows.assign(_end=ends).sort_values(
        ["attribute", "_end", "fact_id"], ascending=[True, False, True]
    )
    return with_sources(rows, baseline)[list(COLUMNS)].reset_index(drop=True)


def _end(text: str) -> date:
    period = dates.parse_period(text)
    return period.end if period else date.min
