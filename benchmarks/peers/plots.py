"""What the peers' applications draw: the same plots, searched and coloured alike."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.domain.land.need import Need
from qngeo.io import tables
from qngeo.io.baseline import read_baseline
from qngeo.services.land import search
from qngeo.services.transport import access
from qngeo.web.legend import PALETTE

DAY = date(2026, 11, 22)
NO_SCORE = "#969692"
VIEW: dict[str, Any] = {"location": (21.1, 106.85), "zoom_start": 10, "tiles": None}
"""No tiles of the internet; the same extent in each application."""


@st.cache_resource
def _ledger() -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Read sites and squares once, as qngeo does."""
    baseline = read_baseline()
    minutes = access.minutes(baseline, as_of=DAY)
    plots = tables.read_plots()
    sites = search.sites(baseline, as_of=DAY, minutes=minutes, plots=plots)
    path = Path(os.environ["QNGEO_LAYERS"]) / "plots.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    squares = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    squares.index = pd.Index([feature["id"] for feature in features])
    return sites, squares


def kept(hectares: float) -> gpd.GeoDataFrame:
    """Return the plots that a search keeps, with the colour of their score."""
    sites, squares = _ledger()
    scores = search.find(sites, Need(min_ha=hectares)).ranking["score"]
    found = squares.loc[squares.index.intersection(scores.index)].copy()
    classes = (scores.loc[found.index] // 2).clip(0, len(PALETTE) - 1)
    found["colour"] = [
        NO_SCORE if pd.isna(one) else PALETTE[int(one)] for one in classes
    ]
    return found


def asked() -> float:
    """Ask for the least area."""
    return float(st.number_input("min_ha", min_value=0.0, value=1.0, format="%g"))
