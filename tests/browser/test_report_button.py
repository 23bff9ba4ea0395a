"""The sheet hands over its evidence pack: a PDF, and the zip around it."""

import io
import zipfile
from pathlib import Path

import pypdf

from qngeo.i18n import translate


def test_the_sheet_hands_over_pdf_and_pack(visit):
    visit.open("zones?subject=park:dong_mai&as_of=2026-11-22")
    assert visit.heading().inner_text() == "Khu công nghiệp Đông Mai"
    got = {}
    for key, ending in (("report.button", ".pdf"), ("report.button.pack", ".zip")):
        name = translate(key, "vi")
        with visit.page.expect_download() as told:
            visit.page.get_by_role("button", name=name, exact=False).first.click()
        assert told.value.suggested_filename == f"qngeo-dong_mai-vi{ending}"
        got[ending] = Path(told.value.path()).read_bytes()
    first = pypdf.PdfReader(io.BytesIO(got[".pdf"])).pages[0].extract_text()
    assert "Khu công nghiệp Đông Mai" in first
    with zipfile.ZipFile(io.BytesIO(got[".zip"])) as archive:
        assert archive.read("report.pdf") == got[".pdf"]
        assert "outline.gpkg" in archive.namelist()
    visit.assert_clean()


def test_the_comparison_of_sites_hands_over_its_pdf(visit):
    visit.open("land?view=compare&cmp=park:dong_mai.park:song_khoai&lang=en")
    visit.page.wait_for_selector(".qn-compare")
    name = translate("report.button", "en")
    with visit.page.expect_download() as told:
        visit.page.get_by_role("button", name=name, exact=False).first.click()
    text = pypdf.PdfReader(Path(told.value.path())).pages[0].extract_text()
    assert "Dong Mai" in text
    assert "Song Khoai" in text
    visit.assert_clean()
