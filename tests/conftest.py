"""A made-up province whose answers can be worked out by hand."""

import os
import tempfile

import pytest
from hypothesis import settings
from own_folder import var_folder
from strategies import facts_frame
from trials import THOROUGH

# A busy machine is no fault of the code under test.
settings.register_profile("qngeo", deadline=None)
settings.register_profile(THOROUGH, deadline=None, max_examples=500)
settings.load_profile("qngeo")

# Own data of whoever runs the tests are neither read nor touched by them.
os.environ["QNGEO_VAR"] = tempfile.mkdtemp(prefix="qngeo-tests-")
os.environ["QNGEO_STORE"] = ""


@pytest.fixture
def own_store(tmp_path):
    """Give an empty folder ``var`` to the test alone: store, accounts, own rasters."""
    folder = tmp_path / "var"
    folder.mkdir()
    with var_folder(folder):
        yield folder


@pytest.fixture
def made_facts():
    """One park with a plan and two dated leases, one with a bare rate, a province.

    park:a   120 ha industrial + 30 ha service of 200 ha; 30 ha leased in 2022,
             60 ha in 2024: 25 % and 50 % of industrial land, 15 % and 30 % gross.
    park:b   80 % stated, nothing else.
    province parks: 400 ha handed over, 300 of it industrial, 240 subleased:
             60 % and 80 %; a report says 75 % without its base.
    """
    province = {"subject_id": "province:x", "scope": "parks", "as_of": "2025"}
    report = {"source_id": "report"}
    return facts_frame(
        {"attribute": "area_planned", "value": 200, "as_of": "2020"},
        {"attribute": "area_industrial", "value": 120, "as_of": "2020"},
        {"attribute": "area_service", "value": 30, "as_of": "2020"},
        {"attribute": "area_leased", "value": 30, "as_of": "2022-06"},
        {"attribute": "area_leased", "value": 60, "as_of": "2024-06"},
        {
            "subject_id": "park:b",
            "attribute": "fill_rate",
            "value": 80,
            "unit": "%",
            "definition": "unstated",
        },
        {**province, **report, "attribute": "area_handed_over", "value": 400},
        {
            **province,
            **report,
            "attribute": "area_industrial_handed_over",
            "value": 300,
        },
        {**province, **report, "attribute": "area_leased", "value": 240},
        {
            **province,
            **report,
            "attribute": "fill_rate",
            "value": 75,
            "unit": "%",
            "definition": "unstated",
        },
    )
