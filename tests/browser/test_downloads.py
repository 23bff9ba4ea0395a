"""A reader takes a layer away from the Sources page, in the province's projection."""

from pathlib import Path

import pyogrio
from playwright.sync_api import expect
from visits import Visit

from qngeo.services.datasets.register import dataset


def test_a_layer_is_taken_away_in_vn2000(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.open("sources?lang=en")
    page.get_by_text("Download data", exact=True).click()
    expect(page.get_by_text("Rows: 33")).to_be_visible()
    page.get_by_role("combobox", name="Coordinate system").click()
    page.get_by_role("option", name="107°45'").click()
    link = page.get_by_role("link", name="Download the file")
    expect(link).to_have_attribute("href", "export/parks.gpkg?crs=5899")
    with page.context.expect_event("download") as coming:
        link.click()
    taken = coming.value
    assert taken.suggested_filename.startswith("qngeo-parks-")
    taken.save_as(tmp_path / "parks.gpkg")
    found = pyogrio.read_dataframe(tmp_path / "parks.gpkg")
    assert found.crs.to_epsg() == 5899
    assert set(found["id"]) == set(dataset("parks").frame["id"])
    visit.assert_clean()
