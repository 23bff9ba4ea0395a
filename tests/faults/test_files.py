"""Files of the installation that are damaged: one part is out, all others go on."""

import json

import pytest
from faults.asking import ask, assert_told
from faults.conftest import errors, opened, shown

from qngeo.errors import SchemaError
from qngeo.i18n import translate
from qngeo.io import layers, tables
from qngeo.services.layers import publish
from qngeo.services.own_data import known
from qngeo.ui import faults

PARKS = "layers/parks.geojson"
DAMAGED = "is damaged"


def other_digit(content: bytes) -> bytes:
    """Change one digit of one coordinate: still a sound GeoJSON, at another place."""
    at = content.index(b"107.")
    digit = b"8" if content[at + 4 : at + 5] != b"8" else b"9"
    return content[: at + 4] + digit + content[at + 5 :]


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


SPOILS = [
    pytest.param(other_digit, id="a changed byte"),
    pytest.param(half, id="cut short"),
    pytest.param(lambda _: b"\xff\xfe rubbish", id="rubbish"),
    pytest.param(lambda _: b"", id="empty"),
]


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_damaged_layer_is_told_and_the_others_are_served(installed, spoil, caplog):
    digest = layers.read_catalog()["layers"][0]["sha256"][:12]
    assert ask(f"/layers/land.geojson?v={digest}").status == 200
    installed.spoil(PARKS, spoil)
    assert_told(ask("/layers/parks.geojson"), naming=f"layers/parks.geojson {DAMAGED}")
    told = [r for r in caplog.records if "parks.geojson" in r.getMessage()]
    assert len(told) == 1
    assert "/layers/parks.geojson" in told[0].getMessage()
    assert ask("/layers/zones.geojson").status == 200
    page = ask("/map/explorer?lang=en")
    assert page.status == 200
    assert "parks" in page.text
    installed.heal(PARKS)
    assert ask("/layers/parks.geojson").status == 200, "no restart is needed"


def test_a_missing_layer_is_told_with_the_command_that_writes_it(installed):
    installed.spoil(PARKS, lambda _: None)
    answer = ask("/layers/parks.geojson")
    assert answer.status == 404
    assert "qngeo publish" in answer.text
    assert ask("/map/explorer").status == 200
    assert ask("/layers/zones.geojson").status == 200


@pytest.mark.app
def test_pages_go_on_without_the_outlines_of_a_damaged_layer(installed, caplog):
    installed.spoil(PARKS, other_digit)
    app = opened("zones", subject="park:song_khoai")
    assert any(DAMAGED in e and "parks.geojson" in e for e in errors(app))
    assert all("parks.geojson" in e for e in errors(app))
    assert app.text_input, "the filter stands"
    assert any("parks.geojson" in r.getMessage() for r in caplog.records)
    assert errors(opened("overview")) == []


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"", b'{"version": 1, "layers": [{}]}'],
    ids=["cut short", "a list", "empty", "an entry without a name"],
)  # fmt: skip
def test_a_broken_catalogue_takes_the_maps_out_and_nothing_else(installed, content):
    installed.spoil("layers/catalog.json", lambda _: content)
    assert_told(ask("/map/explorer"), naming="layers/catalog.json")
    assert_told(ask("/map/forest"), naming="layers/catalog.json")
    assert ask("/assets/bundle/map.js").status == 200
    installed.heal("layers/catalog.json")
    assert ask("/map/explorer").status == 200


@pytest.mark.app
def test_the_overview_stands_without_a_catalogue(installed):
    installed.spoil("layers/catalog.json", lambda _: b"{")
    app = opened("overview")
    assert 'class="qn-cards qn-headlines"' in shown(app)


TABLES = [
    ("data/sources.csv", lambda c: c[: len(c) // 2] + b'"', "sources.csv"),
    ("data/subjects.csv", lambda _: b"\xff\xfe\x00", "subjects.csv"),
    ("data/land_use.csv", lambda _: b"", "land_use.csv"),
    ("data/attributes.csv", lambda _: None, "attributes.csv"),
]


@pytest.mark.app
@pytest.mark.parametrize(
    ("name", "spoil", "naming"),
    [
        TABLES[0],
        *(pytest.param(*row, marks=pytest.mark.heavy) for row in TABLES[1:]),
    ],
)
def test_a_damaged_table_is_named_and_healed_without_a_restart(
    installed, caplog, name, spoil, naming
):
    installed.spoil(name, spoil)
    app = opened("overview")
    assert len(errors(app)) == 1
    assert naming in errors(app)[0]
    assert len(errors(app)[0].splitlines()) <= faults.MOST_LINES + 1
    assert any(naming in r.getMessage() for r in caplog.records)
    assert errors(opened("data")) == [], "the Data page needs no table"
    installed.heal(name)
    healed = opened("overview")
    assert errors(healed) == []
    assert translate("pages.overview.head", "en") in shown(healed)


def test_a_word_in_place_of_a_number_names_the_table(installed):
    installed.spoil("data/land_use.csv", lambda c: c.replace(b".", b"x.y", 5))
    with pytest.raises(SchemaError, match=r"land_use\.csv"):
        tables.read_land_use()


@pytest.mark.usefixtures("own")
def test_a_map_drawn_from_own_layers_that_are_damaged_says_how_to_heal(monkeypatch):
    """What is built from own data can be thrown away; that is what is said."""
    shipped = layers.read_all()
    monkeypatch.setattr(publish, "build", lambda *_args, **_kw: dict(shipped))
    folder = known.layers_folder()
    assert ask("/layers/parks.geojson").status == 200
    (folder / "parks.geojson").write_bytes(b"{")
    answer = ask("/layers/parks.geojson")
    assert_told(answer, naming=f"delete the folder {folder.name}")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert ask("/layers/parks.geojson").status == 200
    assert json.loads(ask("/layers/catalog.json").text)["layers"]
