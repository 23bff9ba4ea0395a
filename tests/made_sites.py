"""Made sites of a land search, of which anything may be unknown."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from qngeo.domain.land import sectors
from qngeo.domain.land.need import STATUSES
from qngeo.domain.land.readiness import ITEMS, STATES

NAMES = sorted(sectors.SECTORS)
ZONES = ["zone:quang_yen", "zone:van_don", ""]
PLACES = ["port:p", "gate:g"]


def maybe(strategy):
    return st.none() | strategy


@st.composite
def tables(draw):
    """Up to 15 sites, of which anything may be unknown."""
    n = draw(st.integers(1, 15))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))

    def numbers(high):
        values = rng.uniform(0, high, n).round(1)
        return np.where(rng.random(n) < 0.3, np.nan, values)

    named = [
        tuple(rng.choice(NAMES, rng.integers(0, 3), replace=False)) for _ in range(n)
    ]
    columns = {
        "status": rng.choice([*STATUSES, ""], n),
        "zone_id": rng.choice(ZONES, n),
        "available_ha": np.where(rng.random(n) < 0.1, 0.0, numbers(200)),
        "price_usd_m2": numbers(200),
        "forest_ha": np.nan,
        "sector_ids": named,
        "sector_bits": [sectors.bits(ids) for ids in named],
        **{f"minutes {place}": numbers(200) for place in PLACES},
        **{f"ready {item}": rng.choice(STATES, n) for item in ITEMS},
    }
    return pd.DataFrame(columns, index=[f"park:s{i}" for i in range(n)])
