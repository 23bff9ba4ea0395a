"""The snapshot: nothing outside it, the app's numbers, sources, and text as text."""

import json
import re
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from shapely import box

from qngeo.config import settings
from qngeo.domain.figures.disagreements import conflicts
from qngeo.domain.figures.facts import as_known
from qngeo.i18n import number, percent, translate
from qngeo.io.store import Commit
from qngeo.services.datasets.register import data_version
from qngeo.services.forest import official
from qngeo.services.own_data import known
from qngeo.services.watch.changes import today
from qngeo.services.zones import allocation, occupancy
from qngeo.web.snapshot import chart
from qngeo.web.snapshot.inline import as_json
from qngeo.web.snapshot.page import MOST_BYTES, page

PARK = "park:song_khoai"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u2028 & Sông"


def parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(
        text.encode(), parser=html.HTMLParser(encoding="utf-8")
    )


@pytest.fixture
def shipped_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the layers of own data where a test asks only for figures."""
    folder = settings().layers
    monkeypatch.setattr(known, "layers_folder", lambda _day=None: folder)


@pytest.fixture(scope="module", params=["vi", "en"])
def shot(request: pytest.FixtureRequest) -> tuple[str, str, html.HtmlElement]:
    """Language, text and tree of a snapshot of the shipped data."""
    text = page(lang=request.param)
    return request.param, text, parsed(text)


pytestmark = pytest.mark.usefixtures("own_store")


def commit(layer: str, rows: pd.DataFrame) -> None:
    given_ = {"who": "Lan", "action": "edit", "mode": "upsert"}
    known.store().commit(Commit(layer=layer, rows=rows, **given_))


def cells(tree: html.HtmlElement, css: str) -> list[list[str]]:
    """The rows of all tables of a class, as text."""
    rows = tree.xpath(f"//main//table[@class='{css}']/tbody/tr")
    return [[cell.text_content() for cell in row.xpath("td")] for row in rows]


def data(tree: html.HtmlElement, name: str) -> dict:
    (block,) = tree.xpath(f"//script[@id='{name}']")
    return json.loads(block.text)


# Nothing outside


def test_the_file_is_small_and_forbids_and_names_nothing_to_fetch(shot):
    _, text, tree = shot
    assert len(text.encode()) < MOST_BYTES
    guard = text.index("Content-Security-Policy")
    assert "default-src 'none'" in text[guard : guard + 200]
    assert guard < text.index("<style") < text.index("<script")
    assert tree.xpath("//link|//img|//iframe|//object|//*[@src]") == []
    styles = " ".join(tree.xpath("//style/text()"))
    outside = re.findall(r"url\((?![\"']?(?:data:|#))[^)]{0,40}", styles)
    assert outside == []
    assert "@import" not in styles
    assert text.count("font/woff2;base64,") == 8


def test_the_page_is_in_the_language_asked_for_and_says_what_it_rests_on(shot):
    lang, _, tree = shot
    assert tree.get("lang") == lang
    head = tree.xpath("//body/header")[0].text_content()
    assert translate("snapshot.title", lang) in head
    version = data_version()
    assert version[:12] in head
    assert tree.xpath(f"//code[@title='{version}']")
    assert "CC-BY-4.0" in tree.xpath("//footer")[0].text_content()


def test_the_layers_in_the_file_are_the_published_ones(shot):
    held = data(shot[2], "qn-layers")
    folder = known.layers_folder()
    files = {p.stem: p for p in folder.glob("*.*json") if p.name != "catalog.json"}
    assert set(held) == set(files)
    assert held["parks"] == json.loads(files["parks"].read_text("utf-8"))


# The app's numbers


def test_fill_rates_are_those_of_the_service_one_row_each(shot):
    lang, _, tree = shot
    shown = sorted(
        (r[0], r[2].split(" ")[-2:] if r[2] != "–" else [])
        for r in cells(tree, "rates")
    )
    baseline, wanted = known.baseline(), []
    for by in ("zone", "park", "province"):
        table = occupancy.occupancy_table(baseline, by=by, as_of=today())
        for row in table.to_dict("records"):
            text = percent(row["rate_pct"], lang)
            wanted.append((row[f"name_{lang}"], [] if text == "–" else text.split(" ")))
    assert shown == sorted(wanted)


def test_the_map_is_coloured_by_the_same_rates(shot):
    lang, _, tree = shot
    looks = data(tree, "qn-snapshot")["looks"]
    table = occupancy.occupancy_table(
        known.baseline(), by="park", definition="industrial-land", as_of=today()
    ).dropna(subset="rate_pct")
    styles = looks["industrial-land"]["styles"]
    for subject, rows in table.groupby("subject_id"):
        texts = [percent(rate, lang) for rate in rows["rate_pct"]]
        if subject in styles:
            assert any(text in styles[subject]["text"] for text in texts)
    assert set(styles) <= set(table["subject_id"])
    assert styles


def test_land_balances_have_every_row_of_the_service(shot):
    lang, _, tree = shot
    baseline, wanted = known.baseline(), []
    for subject in baseline.subjects["subject_id"]:
        rows = allocation.balances(baseline, subject, as_of=today())
        wanted += [
            (row[f"title_{lang}"], number(row["area_ha"], lang, 2))
            for row in rows.to_dict("records")
            if row["qualifier"] != "range"
        ]
    shown = [(row[0], row[1]) for row in cells(tree, "balance")]
    for title, area in wanted:
        assert any(t.startswith(title) and a.endswith(area) for t, a in shown), title


def test_disagreements_and_forest_figures_are_all_there(shot):
    _, _, tree = shot
    baseline = known.baseline()
    found = conflicts(as_known(baseline.facts, as_of=today()))
    assert len(cells(tree, "conflicts")) == len(found)
    cover = official.cover(baseline, as_of=today())
    classes = official.classes(baseline, as_of=today())
    assert len(cells(tree, "forest")) == len(cover) + len(classes)


def test_the_facts_of_a_subject_stand_in_its_panel_with_their_sources(shot):
    lang, _, tree = shot
    panels = data(tree, "qn-snapshot")["panels"]
    text = html.fromstring(f"<div>{panels[PARK]}</div>")
    facts = known.baseline().facts
    mine = facts[facts["subject_id"].eq(PARK) & facts["attribute"].eq("area_leased")]
    for value in mine["number"]:
        assert f"{number(value, lang, 2)} ha" in text.text_content()
    assert len(text.xpath("//a[@class='cite']")) >= len(mine)


def test_every_source_number_leads_to_one_source(shot):
    _, text, tree = shot
    listed = tree.xpath("//ol[@class='sources']/li/@id")
    assert listed == [f"s{n}" for n in range(1, len(listed) + 1)]
    assert set(re.findall(r"#(s\d+)\\?\"", text)) == set(listed)


# What it is about


@pytest.fixture(scope="module")
def narrow() -> str:
    """A snapshot about one park."""
    return page(lang="en", subjects=["KCN Sông Khoai"])


def test_the_same_data_give_the_same_file(narrow):
    assert page(lang="en", subjects=[PARK]) == narrow


def test_a_snapshot_of_some_subjects_has_their_figures_only(narrow):
    tree = parsed(narrow)
    assert {row[0] for row in cells(tree, "rates")} == {"Song Khoai Industrial Park"}
    assert tree.xpath("//*[@class='card']") == []  # figures of the whole province
    held = data(tree, "qn-snapshot")
    assert set(held["panels"]) == {PARK}
    faded = held["looks"]["industrial-land"]["faded"]
    assert "park:dong_mai" in faded
    assert PARK not in faded


@pytest.mark.usefixtures("shipped_layers")
def test_a_past_day_shows_what_was_known_then():
    later = {"subject_id": PARK, "attribute": "area_leased", "value": "433.21",
             "unit": "ha", "qualifier": "", "as_of": "2026-10", "confidence": "stated",
             "recorded": "2999-01-01", "definition": "", "scope": "", "note": "",
             "source_id": "general_knowledge", "feature_id": "f900001"}  # fmt: skip
    commit("facts", pd.DataFrame([later]))
    assert "433.21 ha" in page(lang="en", subjects=[PARK])
    then = page(lang="en", subjects=[PARK], as_known_on=date(2998, 1, 1))
    assert "433.21 ha" not in then


# Text stays text


def test_names_with_html_show_as_text_everywhere():
    outline = gpd.GeoDataFrame(
        {"feature_id": ["park:evil"], "name_vi": [HOSTILE], "name_en": [HOSTILE],
         "kind": ["park"]},
        geometry=[box(107, 21, 107.01, 21.01)], crs="EPSG:4326",
    )  # fmt: skip
    commit("parks", outline)
    row = dict.fromkeys(
        ("aliases", "zone_id", "parent_id", "communes", "districts_legacy", "note"), ""
    )
    row |= {"feature_id": "park:evil", "kind": "park", "name_vi": HOSTILE,
            "name_en": HOSTILE, "status": ""}  # fmt: skip
    commit("subjects", pd.DataFrame([row]))
    fact = {"feature_id": "f900001", "subject_id": "park:evil", "unit": "text",
            "attribute": "developer", "value": HOSTILE, "qualifier": "", "as_of": "",
            "recorded": "2026-11-22", "confidence": "stated", "definition": "",
            "scope": "", "source_id": "general_knowledge", "note": HOSTILE}  # fmt: skip
    commit("facts", pd.DataFrame([fact]))
    text = page(lang="en")
    tree = parsed(text)
    assert tree.xpath("//*[@onerror]|//img") == []
    assert not any(
        "alert(1)" in script.text for script in tree.xpath("//script[not(@type)]")
    )
    assert HOSTILE in {row[0] for row in cells(tree, "rates")}
    panel = html.fromstring(
        f"<div>{data(tree, 'qn-snapshot')['panels']['park:evil']}</div>"
    )
    assert panel.xpath("//script|//img|//*[@onerror]") == []
    assert HOSTILE in panel.text_content()
    names = [
        f["properties"]["name_vi"] for f in data(tree, "qn-layers")["parks"]["features"]
    ]
    assert HOSTILE in names


@given(text=st.text())
def test_data_in_a_script_can_be_read_back_and_never_ends_it(text: str):
    written = as_json({"name": text})
    assert json.loads(written) == {"name": text}
    assert not re.search(r"[<>&\u2028\u2029]", written)


# The command


def test_plots_too_large_for_mail_are_left_out_and_that_is_said(monkeypatch):
    plot = gpd.GeoDataFrame(
        {"feature_id": ["plot:a1"], "park_id": [PARK], "status": ["ready"],
         "area_ha": [2.0]},
        geometry=[box(106.85, 20.98, 106.86, 20.99)], crs="EPSG:4326",
    )  # fmt: skip
    commit("plots", plot)
    held, left_out = chart.layers(None)
    assert "plots" in held
    assert not left_out
    monkeypatch.setattr(chart, "MOST_PLOT_BYTES", 10)
    tree = parsed(page(lang="en", subjects=[PARK]))
    assert "plots" not in data(tree, "qn-layers")
    words = translate("snapshot.plots_left_out", "en")
    assert words in tree.xpath("//main")[0].text_content()


def test_the_command_writes_once_and_over_when_asked(qngeo, tmp_path):
    path = tmp_path / "out" / "a.html"
    path.parent.mkdir()
    words = ("snapshot", "--lang", "en", "--subject", PARK, "--to", str(path))
    code, out, err = qngeo(*words)
    assert (code, out) == (0, "")
    assert "MB" in err
    first = path.read_bytes()
    code, _, err = qngeo(*words)
    assert code == 2
    assert "--overwrite" in err
    assert qngeo(*words, "--overwrite")[0] == 0
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == ["a.html"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--lang", "xx"), "no language 'xx'"),
        (("--subject", "atlantis"), "atlantis"),
        (("--as-known-on", "2020-01-01"), "nothing was known"),
        (("--to", "{}/a.pdf"), "a.html"),
        (("--to", "{}/nowhere/a.html"), "no folder"),
    ],
)
def test_what_cannot_be_met_ends_in_one_line_and_writes_nothing(
    qngeo, tmp_path, words, fault
):
    given_ = [word.format(tmp_path) for word in words]
    to = [] if "--to" in given_ else ["--to", str(tmp_path / "a.html")]
    code, out, err = qngeo("snapshot", *given_, *to)
    assert (code, out) == (2, "")
    assert fault in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.glob("*.html"))
