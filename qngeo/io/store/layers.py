"""The layers a store holds: their columns, and what kind of geometry they have."""

from dataclasses import dataclass
from types import MappingProxyType

from qngeo import schema
from qngeo.errors import UnknownNameError
from qngeo.names import unknown

ID = "feature_id"
"""The column that names a row in every layer; it lasts from version to version."""

EXTRA = "extra"
"""The column of what a layer's own columns have no place for: a JSON object."""


@dataclass(frozen=True)
class Layer:
    """One layer of own data.

    Attributes
    ----------
    name : str
    geometry : str
        "MultiPolygon", "MultiLineString", "Point", or "" for a table without.
        Single parts are stored as multi, heights (Z) are not stored.
    texts, numbers : tuple of str
        Columns beside the id. Numbers carry their unit in the name.
    """

    name: str
    geometry: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns between the id and ``extra``, in the order of storing."""
        return self.texts + self.numbers


_PLACE = ("subject_id", "name_vi", "name_en", "kind", "status", "geometry_method")
_ORIGIN = ("note_vi", "note_en", "source_ids", "valid_from", "valid_to")
_ERROR = ("position_error_m",)
_AREA = (*_ERROR, "area_published_ha")
_PLOT_NUMBERS = ("area_ha", "price_usd_m2")
_RASTER = ("name_vi", "name_en", "kind", "classes", "unit", "as_of", "source_ids",
           "source", "note", "described_by", "sha256", "crs")  # fmt: skip
_PLOT_TEXTS = tuple(
    c for c in schema.PLOTS.columns if c not in {"plot_id", *_PLOT_NUMBERS}
)


def _others(columns: tuple[str, ...], id_column: str) -> tuple[str, ...]:
    return tuple(column for column in columns if column != id_column)


LAYERS = MappingProxyType(
    {
        layer.name: layer
        for layer in (
            Layer("zones", "MultiPolygon", (*_PLACE, "decision", *_ORIGIN), _AREA),
            Layer(
                "parks",
                "MultiPolygon",
                (*_PLACE, "zone_id", "decision", *_ORIGIN),
                _AREA,
            ),
            Layer("communes", "MultiPolygon", (*_PLACE, *_ORIGIN), _AREA),
            Layer("former_units", "MultiPolygon", (*_PLACE, *_ORIGIN), _AREA),
            Layer("plots", "MultiPolygon", (*_PLOT_TEXTS, "source_ids"), _PLOT_NUMBERS),
            Layer("roads", "MultiLineString", (*_PLACE, *_ORIGIN), _ERROR),
            Layer("places", "Point", (*_PLACE, *_ORIGIN), _ERROR),
            Layer("facts", "", _others(tuple(schema.FACTS.columns), "fact_id")),
            Layer("sources", "", _others(tuple(schema.SOURCES.columns), "source_id")),
            Layer(
                "subjects", "", _others(tuple(schema.SUBJECTS.columns), "subject_id")
            ),
            Layer("rasters", "MultiPolygon", _RASTER, ("band", "low", "high")),
        )
    }
)
"""Zones (khu kinh tế), parks and clusters (khu, cụm công nghiệp), communes (xã,
phường, đặc khu), former units (đơn vị trước 7/2025), plots (lô đất), roads, places such
as ports and gates, and the tables of facts, of their sources and of their subjects.
``feature_id`` is the id of the published layer of the same name: zone:van_don,
park:song_khoai, commune:ha_tu, former:06655, plot:a1, and in the tables the fact_id,
source_id or subject_id. Rasters (ảnh raster,
raster:forest_2025) stand here with their description and footprint; their cells stand
in files beside the store, found by ``sha256``."""


def layer_named(name: str) -> Layer:
    """Return a layer.

    Raises
    ------
    UnknownNameError
        If there is none of that name; the message names the nearest.

    Examples
    --------
    >>> layer_named("zones").geometry
    'MultiPolygon'
    """
    try:
        return LAYERS[name]
    except KeyError:
        raise UnknownNameError(unknown("layer", name, LAYERS)) from None
