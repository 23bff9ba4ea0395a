"""The evidence pack: the PDF says what its figures say, and they what the rest says."""

import csv
import hashlib
import io
import json
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pypdf
import pytest

from qngeo.errors import ReportError, UnknownNameError
from qngeo.i18n import number, translate
from qngeo.io.uploads.areas import read_areas
from qngeo.services.own_data import known
from qngeo.services.report.evidence import evidence
from qngeo.services.report.model import figures
from qngeo.services.report.moment import Moment
from qngeo.services.report.own_area import own_area
from qngeo.services.zones.allocation import allocation_table
from qngeo.services.zones.occupancy import occupancy_table
from qngeo.web.report import typeset
from qngeo.web.report.figures_csv import figures_csv
from qngeo.web.report.pack import pack
from qngeo.web.report.pdf import pdf

DAY = date(2026, 11, 22)
MOMENT = Moment(as_of=DAY)

CASES = {
    "park": (("song khoai",), "vi"),
    "zone": (("zone:van_don",), "en"),
    "comparison": (("song khoai", "park:dong_mai", "zone:quang_yen"), "vi"),
}

HOSTILE = '#let x = 1 $x$ [b] @ref *bold* _it_ `raw` <b> "q" \\ // ~ = + - 0'


def text_of(document: bytes) -> str:
    """Return the text layer without blanks: lines may break anywhere."""
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return bare("".join(page.extract_text() for page in pages))


def bare(text: str) -> str:
    return "".join(text.split())


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def packs():
    """Return report, PDF and zip of each case, each made once."""
    made = {}
    for name, (subjects, lang) in CASES.items():
        report = evidence(subjects, lang=lang, moment=MOMENT)
        document = pdf(report)
        made[name] = report, document, pack(report, document)
    return made


@pytest.mark.parametrize("name", CASES)
def test_every_number_of_the_table_stands_in_the_pdf(packs, name):
    report, document, _ = packs[name]
    text, rows = text_of(document), rows_of(figures_csv(report))
    assert len(rows) == len(list(figures(report))) > 0
    missing = [row["text"] for row in rows if bare(row["text"]) not in text]
    assert missing == []
    assert [row for row in rows if not row["sources"] and row["source_ids"]] == []


@pytest.mark.parametrize("name", CASES)
def test_every_number_of_the_table_points_to_a_source_of_the_list(packs, name):
    report, document, _ = packs[name]
    by_number = {line.number: line.source_id for line in report.sources}
    assert list(by_number) == list(range(1, len(by_number) + 1))
    for row in rows_of(figures_csv(report)):
        numbers = [int(one.strip("[]")) for one in row["sources"].split()]
        assert {by_number[n] for n in numbers} == set(
            filter(None, row["source_ids"].split("; "))
        )
    text = text_of(document)
    assert [s.url for s in report.sources if bare(s.url) not in text] == []


def test_vietnamese_text_comes_out_unbroken(packs):
    _, document, _ = packs["park"]
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    raw = "".join(page.extract_text() for page in pages)
    assert unicodedata.normalize("NFC", raw) == raw
    assert "\ufffd" not in raw
    for words in (
        "Khu công nghiệp Sông Khoai",
        "Tỷ lệ lấp đầy",
        "Những điều chưa biết",
    ):
        assert words in raw


def test_the_document_tells_its_title_language_day_and_is_tagged(packs):
    for name, (_, lang) in CASES.items():
        report, document, _ = packs[name]
        reader = pypdf.PdfReader(io.BytesIO(document))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == lang
        assert root["/MarkInfo"]["/Marked"]
        title = f"{translate('report.document', lang)}: {report.title}"
        assert reader.metadata.title == title
        assert reader.metadata.creation_date.date() == DAY
        assert bare(report.address) in text_of(document)
        assert report.data_version in text_of(document)


def test_the_same_data_give_the_same_bytes(packs):
    _, document, zipped = packs["park"]
    subjects, lang = CASES["park"]
    again = evidence(subjects, lang=lang, moment=MOMENT)
    assert pdf(again) == document
    assert pack(again, document) == zipped


def test_the_manifest_names_every_file_with_its_hash(packs):
    report, document, zipped = packs["zone"]
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = {one["name"]: one["sha256"] for one in manifest["files"]}
        assert set(listed) == set(archive.namelist()) - {"manifest.json"}
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert archive.read("report.pdf") == document
    assert manifest["data_version"] == report.data_version
    assert any("OpenStreetMap" in one for one in manifest["licences"]["outlines"])


def test_the_outlines_of_the_pack_are_those_of_the_report(packs, tmp_path):
    report, _, zipped = packs["zone"]
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        archive.extractall(tmp_path)
    for name in ("outline.geojson", "outline.gpkg"):
        read = gpd.read_file(tmp_path / name)
        assert read.crs == "EPSG:4326"
        assert list(read["subject_id"]) == ["zone:van_don"] * 2
        assert list(read["part"]) == ["land", "sea"]
        near = read.geometry.geom_equals_exact(report.outlines.geometry, 1e-6)
        assert near.all()


def stated(subject: str, baseline) -> set[tuple[str, str, float]]:
    """Return what ``stats`` gives of a subject: name, date and value in full."""
    rates = [
        (row["definition"], row["as_of"], row["rate_pct"])
        for by in ("province", "zone", "park")
        for row in occupancy_table(baseline, by=by, as_of=DAY).to_dict("records")
        if row["subject_id"] == subject and row["rate_pct"] == row["rate_pct"]
    ]
    land = [
        (row["item"], row["as_of"], row["area_ha"])
        for row in allocation_table(baseline, subject, as_of=DAY).to_dict("records")
        if row["basis"] == "figures"
    ]
    return {*rates, *land}


def test_the_numbers_are_those_of_the_command_line():
    baseline, checked = known.baseline(), 0
    for subject in ("province:quang_ninh", "park:song_khoai", "park:cai_lan",
                    "zone:van_don", "cluster:yen_than"):  # fmt: skip
        report = evidence([subject], lang="vi", moment=MOMENT)
        shown, written = set(), {}
        for section, one in figures(report):
            name = one.definition if section.name == "rates" else one.attribute
            key = (name, one.as_of, one.value)
            if section.name in ("rates", "land") and one.attribute.endswith("_ha"):
                continue  # the sides of a rate
            if section.name == "rates" or (section.name, one.unit) == ("land", "ha"):
                shown.add((name, one.as_of, float(one.value)))
                written[key] = one
        assert shown == stated(subject, baseline)
        for one in written.values():
            unit = "%" if one.attribute == "rate_pct" else "ha"
            assert one.text.endswith(f"{number(float(one.value), 'vi', 2)} {unit}")
        checked += len(shown)
    assert checked >= 25


def test_text_of_people_is_never_read_as_markup(tmp_path):
    shape = {
        "type": "Polygon",
        "coordinates": [
            [[106.9, 21.0], [107.0, 21.0], [107.0, 21.1], [106.9, 21.1], [106.9, 21.0]]
        ],
    }
    feature = {"type": "Feature", "properties": {"name": HOSTILE}, "geometry": shape}
    path = tmp_path / "area.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8"
    )
    file = "#panic() $x$ [b].geojson"
    report = own_area(
        read_areas(path, name=path.name), file=file, lang="en", moment=MOMENT
    )
    lead = (*report.lead, HOSTILE, '#read("/etc/passwd")')
    text = text_of(pdf(replace(report, title=HOSTILE, lead=lead)))
    assert bare(HOSTILE) in text
    assert bare(file) in text
    assert bare('#read("/etc/passwd")') in text


def test_an_own_area_tells_its_size_and_what_it_meets(tmp_path):
    park = known.layers_folder() / "parks.geojson"
    parks = gpd.read_file(park)
    mine = parks[parks["subject_id"].eq("park:song_khoai")]
    mine[["geometry"]].to_file(tmp_path / "mine.geojson", driver="GeoJSON")
    areas = read_areas(tmp_path / "mine.geojson", name="mine.geojson")
    report = own_area(areas, file="mine.geojson", lang="en", moment=MOMENT)
    drawn = float(mine["area_drawn_ha"].iloc[0])
    by_name = {f.what: float(f.value) for _, f in figures(report) if f.unit == "ha"}
    planar = by_name[translate("report.area.planar", "en")]
    assert planar == pytest.approx(drawn, rel=1e-4)
    inside = by_name["Part within Song Khoai Industrial Park"]
    assert inside == pytest.approx(planar, rel=1e-4)
    assert report.sources[0].title.endswith("mine.geojson")


def test_unknown_names_and_too_many_are_refused_in_one_line():
    with pytest.raises(UnknownNameError, match="no subject 'nowhere'"):
        evidence(["nowhere"], lang="vi", moment=MOMENT)
    with pytest.raises(UnknownNameError, match="no language 'xx'"):
        evidence(["song khoai"], lang="xx", moment=MOMENT)
    parks = [i for i in known.baseline().subjects["subject_id"] if i[:5] == "park:"]
    with pytest.raises(UnknownNameError, match=r"7 subjects: .* up to 6"):
        evidence(parks[:7], lang="vi", moment=MOMENT)


def test_a_report_that_takes_too_long_is_stopped():
    with pytest.raises(ReportError, match=r"more than 0\.001 s"):
        typeset.typeset({"data.json": b"{}"}, time_limit_s=0.001)


@pytest.mark.parametrize(
    "markup", ['#read("/etc/hostname")', '#read("../x")', '#import "@preview/a:0.1.0"']
)
def test_the_setting_reaches_nothing_outside_its_folder(tmp_path, monkeypatch, markup):
    template = tmp_path / "other.typ"
    template.write_text(f'{markup}\n#set document(title: "x")\n', "utf-8")
    monkeypatch.setattr(typeset, "TEMPLATE", template)
    with pytest.raises(ReportError, match="cannot be set"):
        typeset.typeset({})


def test_figures_later_than_the_day_are_left_out():
    early = Moment(as_of=date(2022, 12, 31))
    report = evidence(["song khoai"], lang="en", moment=early)
    rates = [f for s, f in figures(report) if s.name == "rates"]
    assert {f.as_of for f in rates} == {"2022-09"}
    assert "as_of=2022-12-31" in report.address
