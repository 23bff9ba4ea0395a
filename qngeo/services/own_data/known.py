"""What was known on a day: the shipped data, and own data over them.

Every page, statistic and export asks here, so that own boundaries and figures reach
all of them at once, and a past state can be asked for anywhere.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock, local

import pandas as pd

from qngeo import schema
from qngeo.config import settings
from qngeo.errors import DateError, StoreError
from qngeo.io import layers, tables
from qngeo.io.baseline import Baseline, read_baseline
from qngeo.io.store import ID, Store, Version, open_store
from qngeo.services.layers import former_units, publish

FIRST_DAY = date.fromisoformat(publish.TAKEN_IN)
"""Before this day the system knew nothing."""

OUTLINES = ("zones", "parks", "communes")
NETWORK = ("roads", "places")
FORMER = "former_units"
PLOTS_FILE = "plots.geojson"

_one_build = Lock()

_here = local()
"""Of the running thread alone: nothing that it starts inherits it, as a variable of the
context would be by what it hands to the event loop."""

TABLES = {"facts": "fact_id", "sources": "source_id", "subjects": "subject_id"}
"""Tables that own rows can add to, each with its id column."""


@lru_cache(maxsize=4)
def _opened(_address: str, _var: str) -> Store:
    return open_store()


def store() -> Store:
    """Return the store of this installation, opened once."""
    return _opened(settings().store, str(settings().var))


@contextmanager
def own_left_out(*, out: bool = True) -> Iterator[None]:
    """Give the shipped data alone, as if there were no own ones, and say so.

    For a page whose store cannot be reached: whoever shows what comes of it writes
    beside it that own data are missing. Whatever asks for own rows themselves still
    gets the fault of the store. It holds for this thread, from here to the end.
    """
    before = _without_own()
    _here.left_out = out
    try:
        yield
    finally:
        _here.left_out = before


def _without_own() -> bool:
    return bool(getattr(_here, "left_out", False))


def day_known(text: str | None) -> date | None:
    """Return the day as known on which something is asked for; None for now.

    Raises
    ------
    DateError
        If the text is no day.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"as known on {text[:20]!r} is no day: write it like 2026-11-30"
        raise DateError(message) from error


def version(as_known_on: date | None = None) -> int:
    """Return the number of the newest version made up to the end of a day in Viet Nam.

    Parameters
    ----------
    as_known_on : date, optional
        Now where None.

    Returns
    -------
    int
        0 where there are no own data yet.

    Raises
    ------
    DateError
        If the day lies before the first one on which anything was known.
    """
    if as_known_on is not None and as_known_on < FIRST_DAY:
        message = f"nothing was known on {as_known_on}: the data begin on {FIRST_DAY}"
        raise DateError(message)
    return 0 if _without_own() else store().newest(as_known_on=as_known_on)


def log() -> list[Version]:
    """Return the versions of own data, oldest first; none while they are left out."""
    return [] if _without_own() else store().versions()


def baseline(as_known_on: date | None = None) -> Baseline:
    """Return every table as it was known: shipped rows and own rows after them.

    Parameters
    ----------
    as_known_on : date, optional
        Figures recorded later are left out; now where None.

    Raises
    ------
    DateError
        See `version`.
    SchemaError
        If an own row does not keep the schema of its table.
    """
    number = version(as_known_on)
    shipped = read_baseline()
    parts = {name: getattr(shipped, name) for name in TABLES}
    if number:
        parts = {name: _with_own(parts[name], name, number) for name in TABLES}
    if as_known_on is not None:
        facts = parts["facts"]
        parts["facts"] = facts[facts["recorded"] <= as_known_on.isoformat()]
    return Baseline(
        land_use=shipped.land_use,
        attributes=shipped.attributes,
        scopes=shipped.scopes,
        corrections=shipped.corrections,
        **parts,
    )


def _with_own(shipped: pd.DataFrame, name: str, number: int) -> pd.DataFrame:
    own = pd.DataFrame(store().read(name, version=number))
    if own.empty:
        return shipped
    rules = {"facts": schema.FACTS, "sources": schema.SOURCES}.get(
        name, schema.SUBJECTS
    )
    own = own.rename(columns={ID: TABLES[name]})
    own = own[list(rules.columns)].fillna("").astype(str)
    own = schema.validate(own, rules, f"own {name}")
    if name == "facts":
        own = tables.with_numbers(own).assign(file="own")
    else:  # an own row of a source or subject takes the place of the shipped one
        shipped = shipped[~shipped[TABLES[name]].isin(own[TABLES[name]])]
    return pd.concat([shipped, own[shipped.columns]], ignore_index=True)


def legacy_units(as_known_on: date | None = None) -> pd.DataFrame:
    """Return where each unit of before July 2025 went, and with which weight.

    See `qngeo.services.layers.former_units.legacy_units`; own outlines of former
    units and of communes count as they were known.
    """
    number = version(as_known_on)
    own = store().read(FORMER, version=number) if number else None
    if own is None or own.empty:
        return former_units.legacy_units()
    communes = publish.communes_with(store().read("communes", version=number))
    return former_units.legacy_units(own, communes)


def plots(as_known_on: date | None = None) -> pd.DataFrame | None:
    """Return the ledger of single plots: the table's and own ones; None without any."""
    number = version(as_known_on)
    shipped = tables.read_plots()
    own = pd.DataFrame(store().read("plots", version=number)) if number else None
    if own is None or own.empty:
        return shipped
    own = own.rename(columns={ID: "plot_id"})[list(schema.PLOTS.columns)]
    words = own.select_dtypes(exclude="number").columns
    own[words] = own[words].fillna("").astype(str)
    own = schema.validate(own, schema.PLOTS, "own plots")
    if shipped is None:
        return own
    rest = shipped[~shipped["plot_id"].isin(own["plot_id"])]
    return pd.concat([rest, own], ignore_index=True)


def layers_folder(as_known_on: date | None = None) -> Path:
    """Return the folder of published layers with own outlines in their place.

    Parameters
    ----------
    as_known_on : date, optional
        Now where None.

    Returns
    -------
    Path
        ``layers/`` itself while there are no own data, else a folder in ``var/``
        that is built once for each state and can be thrown away.

    Raises
    ------
    StoreError
        If that folder cannot be written; own data are safe in the store.
    """
    number = version(as_known_on)
    shipped = settings().layers
    if not number:
        return shipped
    folder = settings().var / "layers" / _state(shipped, number)
    with _one_build:  # whoever asks meanwhile waits instead of building as well
        if not folder.is_dir():
            _build(folder, number, as_known_on)
    return folder


def _state(shipped: Path, number: int) -> str:
    """Name a state by all it rests on."""
    layers.read_catalog(shipped)  # tells a missing or broken one in words
    catalog = (shipped / layers.CATALOG).read_bytes()
    made = store().versions()[number - 1].made.isoformat()
    text = catalog + f"{settings().store} {number} {made}".encode()
    return hashlib.sha256(text).hexdigest()[:16]


def _build(folder: Path, number: int, as_known_on: date | None) -> None:
    names = (*OUTLINES, *NETWORK, FORMER)
    own = {name: store().read(name, version=number) for name in names}
    files = publish.build(baseline(as_known_on), own=own)
    drawn = store().read("plots", version=number).dropna(subset=["geometry"])
    if not drawn.empty:
        files[PLOTS_FILE] = publish.own_plots(drawn)
    elif (settings().layers / PLOTS_FILE).is_file():
        files[PLOTS_FILE] = (settings().layers / PLOTS_FILE).read_bytes()
    try:
        _put(files, folder)
    except OSError as error:
        msg = (
            f"layers with own outlines cannot be written to {folder.parent.name}/ in "
            f"var ({error.strerror or error}): make room or allow writing there; what "
            "is stored is safe, and they are made when asked for again"
        )
        raise StoreError(msg) from error


def _put(files: dict[str, bytes], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        if not folder.is_dir():
            fresh.rename(folder)
    except FileExistsError:
        pass  # another process was faster; its folder holds the same
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
