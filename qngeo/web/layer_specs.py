"""Which layers the map has: group, file, what is drawn of it and how."""

from dataclasses import asdict, dataclass
from typing import Any

EXPRESSWAYS = ("expressway", "expressway_connector")


@dataclass(frozen=True, kw_only=True)
class LayerSpec:
    """One line of the layer control.

    Attributes
    ----------
    key : str
        The title is the string ``map.layer.<key>``.
    group : str
        ``map.group.<group>``.
    source : str
        Name of the published layer.
    drawing : str
        How ``layers.js`` draws it: zone, sea, park, plot, commune, road, rail,
        point.
    kinds : tuple of str
        Kinds of feature that are drawn; empty for all.
    but : bool
        Draw every kind but these.
    part : str
        Only features with this ``part``; empty for all.
    show : bool
        Drawn at the start.
    min_zoom : int
        Not drawn below this zoom.
    """

    key: str
    group: str
    source: str
    drawing: str
    kinds: tuple[str, ...] = ()
    but: bool = False
    part: str = ""
    show: bool = True
    min_zoom: int = 0

    def as_options(self) -> dict[str, Any]:
        """Return the line as plain data for the page."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class BaseMapSpec:
    """Tiles of the internet.

    Attributes
    ----------
    key : str
        The title is the string ``map.layer.<key>``.
    host, path : str
        Of ``https://host/path``; the path holds {z}, {x} and {y}.
    attribution : str
        HTML that names the makers, as their licence asks.
    max_zoom : int
        The deepest zoom with tiles.
    """

    key: str
    host: str
    path: str
    attribution: str
    max_zoom: int

    @property
    def tiles(self) -> str:
        """The template that Leaflet fills."""
        return f"https://{self.host}{self.path}"


LAYERS = (
    LayerSpec(key="zones", group="planning", source="zones", drawing="zone",
              part="land"),
    LayerSpec(key="parks", group="planning", source="parks", drawing="park",
              kinds=("park",)),
    LayerSpec(key="clusters", group="planning", source="parks", drawing="park",
              kinds=("cluster",)),
    LayerSpec(key="sites", group="planning", source="parks", drawing="park",
              kinds=("park", "cluster"), but=True),
    LayerSpec(key="plots", group="planning", source="plots", drawing="plot",
              min_zoom=10),
    LayerSpec(key="zones_sea", group="planning", source="zones", drawing="sea",
              part="sea", show=False),
    LayerSpec(key="expressways", group="transport", source="roads", drawing="road",
              kinds=EXPRESSWAYS),
    LayerSpec(key="roads", group="transport", source="roads", drawing="road",
              kinds=EXPRESSWAYS, but=True),
    LayerSpec(key="interchanges", group="transport", source="interchanges",
              drawing="point", min_zoom=11),
    LayerSpec(key="bridges", group="transport", source="bridges", drawing="point",
              min_zoom=11),
    LayerSpec(key="railways", group="transport", source="railways", drawing="rail"),
    LayerSpec(key="stations", group="transport", source="stations", drawing="point",
              min_zoom=10),
    LayerSpec(key="ports", group="gateways", source="ports", drawing="point"),
    LayerSpec(key="airports", group="gateways", source="airports", drawing="point"),
    LayerSpec(key="gates", group="gateways", source="gates", drawing="point"),
    LayerSpec(key="communes", group="administration", source="communes",
              drawing="commune"),
)  # fmt: skip
"""Every layer in the order of the control."""

BACKGROUND = ("surroundings", "land", "border")
"""Drawn always, under all else, and in no control."""

BASE_MAPS = (
    BaseMapSpec(
        key="streets",
        host="tile.openstreetmap.org",
        path="/{z}/{x}/{y}.png",
        attribution='© <a href="https://www.openstreetmap.org/copyright">'
        "OpenStreetMap</a> contributors",
        max_zoom=19,
    ),
    BaseMapSpec(
        key="imagery",
        host="server.arcgisonline.com",
        path="/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
        attribution="Esri, Maxar, Earthstar Geographics",
        max_zoom=18,
    ),
)
"""The only addresses outside: asked for when the reader switches one on."""

CONTEXT_LABELS = (
    ("sea", "Vịnh Hạ Long", "Ha Long Bay", 20.85, 107.12, 9),
    ("sea", "Vịnh Bái Tử Long", "Bai Tu Long Bay", 21.02, 107.58, 9),
    ("sea", "Vịnh Bắc Bộ", "Gulf of Tonkin", 20.70, 107.75, 8),
    ("country", "TRUNG QUỐC", "CHINA", 21.68, 107.62, 8),
    ("country", "HẢI PHÒNG", "HAI PHONG", 20.80, 106.60, 8),
    ("country", "BẮC NINH", "BAC NINH", 21.29, 106.55, 8),
    ("country", "LẠNG SƠN", "LANG SON", 21.55, 106.98, 8),
    ("town", "Hạ Long", "Ha Long", 20.95, 107.08, 8),
    ("town", "Cẩm Phả", "Cam Pha", 21.01, 107.30, 8),
    ("town", "Uông Bí", "Uong Bi", 21.04, 106.77, 8),
    ("town", "Móng Cái", "Mong Cai", 21.53, 107.97, 8),
    ("town", "Đông Triều", "Dong Trieu", 21.08, 106.51, 9),
    ("town", "Quảng Yên", "Quang Yen", 20.94, 106.80, 10),
    ("town", "Tiên Yên", "Tien Yen", 21.33, 107.40, 9),
    ("town", "Cái Rồng", "Cai Rong", 21.06, 107.42, 9),
    ("town", "Bình Liêu", "Binh Lieu", 21.53, 107.40, 9),
    ("town", "Quảng Hà", "Quang Ha", 21.45, 107.75, 9),
    ("town", "Cô Tô", "Co To", 20.97, 107.77, 9),
)
"""Where a name is written: class, Vietnamese, English, latitude, longitude, lowest
zoom. Positions of lettering to a hundredth of a degree, not data."""
