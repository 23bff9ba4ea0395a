"""How each kind of shape looks on the map of a report; lengths in millimetres."""

ACCENT = "#b3411e"
INK = "#2f3b40"

STYLES: dict[str, str] = {
    "water": "fill:#e3eef3",
    "around": "fill:#eceae4",
    "land": "fill:#f8f6f0;stroke:#9fb4bd;stroke-width:.15",
    "commune": "fill:none;stroke:#b9b3a3;stroke-width:.16;stroke-dasharray:.9 .6",
    "zone": "fill:#5d7fb5;fill-opacity:.10;stroke:#5d7fb5;stroke-width:.25",
    "park": "fill:#8d8675;fill-opacity:.35;stroke:#6d6758;stroke-width:.2",
    "road": "fill:none;stroke:#c9a25b;stroke-width:.5",
    "planned": "fill:none;stroke:#c9a25b;stroke-width:.45;stroke-dasharray:1.1 .9",
    "expressway": "fill:none;stroke:#d97b29;stroke-width:.9",
    "railway": "fill:none;stroke:#555;stroke-width:.35;stroke-dasharray:1.6 .5",
    "border": "fill:none;stroke:#7b4a8a;stroke-width:.5;stroke-dasharray:2 .7 .4 .7",
    "province": "fill:none;stroke:#8b8193;stroke-width:.35;stroke-dasharray:1.6 .8",
    "grid": "fill:none;stroke:#5b7480;stroke-opacity:.55;stroke-width:.07",
    "port": "fill:#1f6f8b;stroke:#fff;stroke-width:.2",
    "sea": f"fill:{ACCENT};fill-opacity:.05;stroke:{ACCENT};stroke-width:.3;"
    "stroke-dasharray:.4 .8",
    "error": f"fill:none;stroke:{ACCENT};stroke-width:.3;stroke-dasharray:.5 1.1",
    "exact": f"fill:{ACCENT};fill-opacity:.18;stroke:{ACCENT};stroke-width:.7",
    "approximate": f"fill:{ACCENT};fill-opacity:.18;stroke:{ACCENT};stroke-width:.7;"
    "stroke-dasharray:2 1",
}
"""The look of each kind of shape, the lowest first."""

FINE_SCALE = 400_000
"""From this scale on lines are thin, else small islands would be lines alone."""

THIN: dict[str, str] = {
    "exact": f"fill:{ACCENT};fill-opacity:.30;stroke:{ACCENT};stroke-width:.22",
    "approximate": f"fill:{ACCENT};fill-opacity:.30;stroke:{ACCENT};stroke-width:.25;"
    "stroke-dasharray:.9 .4",
    "zone": "fill:#5d7fb5;fill-opacity:.14;stroke:#5d7fb5;stroke-width:.1",
    "land": "fill:#f8f6f0;stroke:#9fb4bd;stroke-width:.08",
}

LEGEND = (
    "exact", "approximate", "error", "sea", "zone", "park", "expressway", "road",
    "planned", "railway", "port", "commune", "province", "border",
)  # fmt: skip
"""Order of the legend; only what the map shows stands in it."""
