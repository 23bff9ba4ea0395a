"""Made-up tables and hypothesis strategies that several test files share."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from pyproj import Geod

from qngeo import schema

FACT_DEFAULTS = {
    "subject_id": "park:a",
    "attribute": "area_leased",
    "unit": "ha",
    "qualifier": "",
    "as_of": "2024",
    "recorded": "2026-11-22",
    "confidence": "stated",
    "definition": "",
    "scope": "",
    "source_id": "press_a",
    "note": "",
}

LAND_USE_DEFAULTS = {
    "subject_id": "zone:a",
    "plan": "1/QĐ-TTg",
    "horizon": "2030",
    "decided": "",
    "role": "part",
    "parent": "",
    "share_pct": float("nan"),
    "qualifier": "",
    "confidence": "stated",
    "recorded": "2026-11-22",
    "source_id": "legal_a",
    "note": "",
}


def facts_frame(*rows):
    """Facts from dicts that name only what differs from FACT_DEFAULTS.

    Checked against the schema of the real files, with the column ``number``.
    """
    records = [
        {"fact_id": f"f{i:04d}", **FACT_DEFAULTS, **row}
        for i, row in enumerate(rows, 1)
    ]
    columns = list(schema.FACTS.columns)
    table = pd.DataFrame(records, columns=columns).astype({"value": str})
    table = schema.validate(
        table.astype(dict.fromkeys(columns, str)), schema.FACTS, "made"
    )
    words = table["unit"].isin(schema.TEXT_UNITS)
    numbers = pd.to_numeric(table["value"].where(~words), errors="coerce")
    return table.assign(number=numbers.astype(float))


def land_use_frame(*rows):
    """Land use from dicts that name only what differs from LAND_USE_DEFAULTS."""
    records = []
    for i, row in enumerate(rows, 1):
        use = row.get("land_use", "total" if row.get("role") == "total" else f"use_{i}")
        titles = {"land_use": use, "title_vi": use, "title_en": use}
        records.append({"fact_id": f"lu{i:03d}", **LAND_USE_DEFAULTS, **titles, **row})
    table = pd.DataFrame(records, columns=list(schema.LAND_USE.columns))
    table = table.astype({"area_ha": float, "share_pct": float})
    return schema.validate(table, schema.LAND_USE, "made")


def subjects_frame(*ids):
    """Subjects whose kind is the word before the colon; all operate."""
    columns = list(schema.SUBJECTS.columns)
    rows = [
        dict.fromkeys(columns, "")
        | {
            "subject_id": name,
            "kind": name.partition(":")[0],
            "name_vi": name,
            "name_en": name,
            "status": "operating",
        }
        for name in ids
    ]
    return pd.DataFrame(rows, columns=columns).astype(str)


def plots_frame(*rows):
    """Plots from dicts that name only what differs from 10 ha ready in park:a."""
    words = dict.fromkeys(("sectors", "utilities", "valid_from", "valid_to"), "")
    default = {"park_id": "park:a", "area_ha": 10.0, "status": "ready", **words}
    default["price_usd_m2"] = float("nan")
    made = [{"plot_id": f"plot:p{i}", **default, **r} for i, r in enumerate(rows, 1)]
    table = pd.DataFrame(made, columns=list(schema.PLOTS.columns))
    texts = [c for c in table if c not in {"area_ha", "price_usd_m2"}]
    return schema.validate(
        table.astype(dict.fromkeys(texts, str)), schema.PLOTS, "made"
    )


def geodesic_area_ha(shapes):
    """Areas on the WGS 84 ellipsoid in hectares, to check planar ones by."""
    ellipsoid = Geod(ellps="WGS84")
    measured = [abs(ellipsoid.geometry_area_perimeter(shape)[0]) for shape in shapes]
    return np.array(measured) / 10_000


hectares = st.integers(1, 500_000).map(lambda n: n / 100)
"""Areas from 0.01 to 5,000 ha, written to the hundredth."""

periods = st.one_of(
    st.just(""),
    st.integers(2010, 2026).map(str),
    st.integers(2010, 2026).map("{}~".format),
    st.builds("{}-{:02d}".format, st.integers(2010, 2026), st.integers(1, 12)),
    st.builds(
        "{}-{:02d}-{:02d}".format,
        st.integers(2010, 2026),
        st.integers(1, 12),
        st.integers(1, 28),
    ),
)

fact_rows = st.fixed_dictionaries(
    {
        "subject_id": st.sampled_from(["park:a", "park:b", "province:x"]),
        "attribute": st.sampled_from(
            ["area_leased", "area_industrial", "area_planned", "area_ready"]
        ),
        "value": hectares,
        "as_of": periods,
        "qualifier": st.sampled_from(["", "about", "at_least", "at_most"]),
        "confidence": st.sampled_from(["stated", "derived", "recalled"]),
        "definition": st.sampled_from(["", "from-rate"]),
        "scope": st.sampled_from(["", "phase 1"]),
        "source_id": st.sampled_from(["legal_a", "press_a"]),
    }
)

fact_tables = st.lists(fact_rows, min_size=1, max_size=12).map(
    lambda rows: facts_frame(*rows)
)
