"""Which subject does a person mean?"""

import pandas as pd

from qngeo.errors import UnknownNameError
from qngeo.i18n import in_data
from qngeo.io.baseline import Baseline
from qngeo.names import fold, unknown
from qngeo.services.former_names import communes_of

_PREFIXES = (
    "khu kinh te cua khau",
    "khu kinh te ven bien",
    "kkt cua khau",
    "kkt ven bien",
    "khu kinh te",
    "khu cong nghiep",
    "cum cong nghiep",
    "kkt",
    "kcn",
    "ccn",
    "phuong",
    "dac khu",
    "xa",
)
_SUFFIXES = (
    "coastal economic zone",
    "border gate economic zone",
    "economic zone",
    "industrial park",
    "industrial cluster",
    "cluster",
    "ip",
    "ward",
    "commune",
    "special zone",
)


def _bare(name: str) -> str:
    folded = fold(name)
    for prefix in _PREFIXES:
        folded = folded.removeprefix(prefix + " ")
    for suffix in _SUFFIXES:
        folded = folded.removesuffix(" " + suffix)
    return folded


def _names(row: pd.Series) -> set[str]:
    alias = row["aliases"].split("; ") if row["aliases"] else []
    return {row["name_vi"], row["name_en"], *alias}


def find_subject(baseline: Baseline, name: str) -> str:
    """Return the id of the subject that a text names.

    Ids count, names in Vietnamese or English, aliases, with or without
    diacritics and with or without "Khu công nghiệp" and the like. Where a
    bare name fits several kinds, zones come before parks before clusters. A commune
    of before 1 July 2025 stands for the one that holds most of it today.

    Parameters
    ----------
    baseline : Baseline
    name : str

    Returns
    -------
    str, a subject id such as ``park:song_khoai``.

    Raises
    ------
    UnknownNameError
        If nothing has that name, or several former communes had it; the message
        gives the nearest one, or theirs.
    """
    subjects = baseline.subjects
    ids = subjects["subject_id"]
    if name in set(ids):
        return name
    wanted, bare = fold(name), _bare(name)
    tails = ids.str.partition(":")[2].map(fold)
    exact = subjects.apply(lambda r: wanted in map(fold, _names(r)), axis=1)
    loose = subjects.apply(lambda r: bare in map(_bare, _names(r)), axis=1)
    for hits in (ids[exact], ids[loose], ids[tails == bare]):
        if len(hits):
            best = min(hits, key=lambda i: _RANK.get(i.partition(":")[0], len(_RANK)))
            return str(best)
    went = {d: i for d, i in communes_of(name).items() if i in set(ids)}
    if len(set(went.values())) == 1:
        return next(iter(went.values()))
    if went:
        told = ", ".join(f"{i} ({district})" for district, i in went.items())
        msg = f"{name!r} was the name of {len(went)} communes: name one of {told}"
        raise UnknownNameError(msg)
    known = [*ids, *subjects["name_vi"], *subjects["name_en"]]
    raise UnknownNameError(unknown("subject", name, known))


_RANK = {"province": 0, "zone": 1, "park": 2, "cluster": 3}


def names(baseline: Baseline, lang: str) -> pd.Series:
    """Return the name of every subject in one language, by subject id."""
    return baseline.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
