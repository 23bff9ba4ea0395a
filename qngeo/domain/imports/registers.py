"""What the province's own tables have already, against which a file is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from qngeo import schema


def _no_figures() -> pd.DataFrame:
    return pd.DataFrame(columns=list(schema.FACTS.columns), dtype=object)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the province's own tables have already.

    Attributes
    ----------
    by_name : mapping of str to id
        Folded names of subjects, alone and with their kind: "park|song khoai".
    ids : frozenset of str
        Of subjects, communes and own rows.
    facts, attributes, sources : frozenset of str
        Ids of the fact tables; of ``facts`` the published ones only.
    scopes : frozenset of str
    titles : mapping of str to id
        Folded titles of attributes and sources: "attribute|dien tich quy hoach".
    units : mapping of str to frozenset of str
        By attribute, the units of its published figures.
    figures : DataFrame
        Published and own figures with ``fact_id`` and the columns of
        `qngeo.schema.FACTS`.
    next_fact : int
        From here on own figures are numbered.
    subjects : frozenset of str
        Ids of the register of subjects; ``ids`` has those of outlines as well.
    shipped : mapping of str to frozenset of str
        Ids of the published registers "sources" and "subjects".
    """

    by_name: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)
    figures: pd.DataFrame = field(default_factory=_no_figures)
    next_fact: int = 1
    subjects: frozenset[str] = frozenset()
    shipped: Mapping[str, frozenset[str]] = field(default_factory=dict)
