"""A ledger of 50,000 plots with outlines: the full check, measured and printed."""

import json
import resource
import time

import numpy as np
import pytest

from qngeo.io.store import open_store
from qngeo.services.own_data.importing import check_file, import_checked

pytestmark = pytest.mark.heavy

PLOTS = 50_000
BOUND_S = 60
WEST, SOUTH, STEP, SIDE = 106.75, 20.98, 0.0012, 0.0009


def ledger() -> bytes:
    """Squares of about 0.9 ha in 250 columns, none upon another."""
    features = []
    for at in range(PLOTS):
        x, y = WEST + at % 250 * STEP, SOUTH + at // 250 * STEP
        ring = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * SIDE + (x, y)
        properties = {
            "plot_id": f"plot:made_{at}", "park_id": "KCN Sông Khoai",
            "area_ha": 0.93, "status": "còn trống", "price_usd_m2": 80.5,
            "valid_from": "1/7/2025",
        }  # fmt: skip
        geometry = {"type": "Polygon", "coordinates": [ring.tolist()]}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": geometry}
        )
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_fifty_thousand_plots_are_checked_and_stored_in_a_minute(tmp_path):
    content = ledger()
    store = open_store(str(tmp_path / "own.gpkg"))
    start = time.perf_counter()
    checked = check_file(content, name="so.geojson", layer="plots", store=store)
    middle = time.perf_counter()
    version = import_checked(store, checked, who="Minh", subset=True)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{PLOTS} plots, {len(content) / 1e6:.0f} MB: check {middle - start:.1f} s,"
        f" store {end - middle:.1f} s, peak {peak:.0f} MB,"
        f" {checked.report.accepted} sound, {checked.report.as_json()['counts']}"
    )
    store.close()
    assert version.added == checked.report.accepted
    assert end - start < BOUND_S
