"""The Data page: who may write, and what is told before and after writing."""

import json
import time
from hashlib import sha256

import geopandas as gpd
import pandas as pd
import pytest
import shown_pages
import streamlit as st
from shapely import box
from shown_pages import fine, words
from streamlit.testing.v1 import AppTest

from qngeo import clock
from qngeo.config import settings
from qngeo.i18n import LANGUAGES, translate
from qngeo.io import accounts
from qngeo.io.store import Commit, open_store
from qngeo.services.own_data.roles import Attempts, Sessions
from qngeo.ui import login, sign_in_service

SEND = "data_login_send"
PASSWORD = "mưa rào tháng bảy"
NASTY = "<img src=x onerror=alert(1)> **KCN**"
PARK = box(106.86, 20.98, 106.88, 21.0)
CORNERS = (
    "Điểm;X (m);Y (m)\n"
    "A;2318000,00;420000,00\n"
    "B;2318000,00;420500,00\n"
    "C;2317600,00;420500,00\n"
    "D;2317600,00;420000,00\n"
)
"""A rectangle of 500 m by 400 m, 20 ha, in the province's projection."""

pytestmark = pytest.mark.app


def made_anew():
    """Stand in for making the layers, which takes seconds and has tests of its own."""
    return settings().layers


@pytest.fixture(autouse=True)
def var(own_store, monkeypatch):
    """A store and accounts of its own."""
    monkeypatch.setattr(login, "_attempts", Attempts())
    monkeypatch.setattr("qngeo.services.own_data.known.layers_folder", made_anew)
    st.cache_resource.clear()
    yield own_store
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def store():
    found = open_store()
    yield found
    found.close()


def opened(lang: str = "en", **query: str) -> AppTest:
    return fine(shown_pages.opened("data", lang=lang, **query))


def sign_in(app: AppTest, name: str = "Lan", password: str = PASSWORD) -> AppTest:
    app.text_input(key="data_login_name").set_value(name)
    app.text_input(key="data_login_password").set_value(password)
    return app.button(key=SEND).click().run()


def pressed(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def editor(view: str = "stock", lang: str = "en", **query: str) -> AppTest:
    """Open the page and sign in as an editor."""
    accounts.add_account("Lan", PASSWORD, role="editor", replace=True)
    app = sign_in(opened(lang, **query))
    if view != "stock":
        app.button_group(key="data_view_editor").set_value(view).run()
    return fine(app)


def say(key: str, lang: str = "en", **values: object) -> str:
    return translate(f"data.{key}", lang, **values)


def views(app: AppTest, who: str) -> list[str]:
    return list(app.button_group(key=f"data_view_{who}").options)


def commit(store, **changed):
    """Store one park, as an import would."""
    rows = gpd.GeoDataFrame(
        {"feature_id": ["park:a"], "name_vi": [NASTY]}, geometry=[PARK], crs=4326
    )
    given = {"layer": "parks", "who": "Minh", "action": "import", "rows": rows,
             "mode": "upsert", "file_name": "a.geojson", **changed}  # fmt: skip
    return store.commit(Commit(**given))


def geojson(*features: tuple[str, object]) -> bytes:
    """Return parks as a file: name and outline."""
    found = [
        {"type": "Feature", "properties": {"feature_id": f"park:{n}", "name_vi": name},
         "geometry": shape.__geo_interface__}
        for n, (name, shape) in enumerate(features)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def upload(app: AppTest, content: bytes, name: str = "parks.geojson") -> AppTest:
    app.file_uploader(key="data_import_file").set_value((name, content, ""))
    return app.run()


# Who may write


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_accounts_the_page_is_read_only_and_says_how_to_change_that(lang):
    app = opened(lang)
    assert say("login.read_only", lang) in words(app)
    assert "account add" in app.code[0].value
    assert views(app, "reader") == [say("view.stock", lang), say("view.versions", lang)]
    assert len(app.file_uploader) == 0


@pytest.mark.parametrize("view", ["import", "corners", "fact"])
def test_a_link_to_a_part_that_writes_gives_a_stranger_none(view):
    accounts.add_account("Lan", PASSWORD, role="editor")
    app = opened(view=view)
    assert (len(app.file_uploader), len(app.text_area)) == (0, 0)
    assert say("stock.none") in words(app)


def test_an_editor_signs_in_and_out():
    app = editor()
    assert "Signed in as Lan (editor)." in words(app)
    assert len(views(app, "editor")) == 6
    app.button(key="data_sign_out").click().run()
    assert "Signed in" not in words(fine(app))
    assert len(app.button_group(key="data_view_reader").options) == 2


def test_a_reader_account_may_not_write():
    accounts.add_account("Lan", PASSWORD, role="reader")
    app = fine(sign_in(opened(view="import")))
    assert say("login.reader") in words(app)
    assert len(app.file_uploader) == 0


@pytest.mark.parametrize("name", ["Lan", "nobody"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(name):
    accounts.add_account("Lan", PASSWORD, role="editor")
    app = opened()
    for _ in range(3):
        app = sign_in(app, name, "wrong")
        assert [e.value for e in app.error] == [say("login.refused")]
    assert any("Wait 5 seconds" in c.value for c in app.caption)


def test_the_password_is_not_kept_in_the_page():
    app = editor()
    assert app.session_state["sign_in"].user.name == "Lan"
    assert PASSWORD not in str(app.session_state["sign_in"])
    assert "data_login_password" not in app.session_state


def test_an_account_that_was_removed_ends_its_session_at_the_next_click():
    app = editor("import")
    accounts.add_account("Minh", PASSWORD, role="editor")
    accounts.remove_account("Lan")
    app.run()
    assert say("login.ended") in words(fine(app))
    assert len(app.file_uploader) == 0


# An identity provider


@pytest.fixture
def provider(monkeypatch):
    """Stand in for a provider that vouches for one e-mail address."""
    claims = {
        "is_logged_in": True,
        "iss": "https://id.example.vn",
        "sub": "1",
        "email": "lan@example.vn",
        "email_verified": True,
        "iat": time.time(),
    }
    left = []
    monkeypatch.setenv("QNGEO_EDITORS", "lan@example.vn")
    settings.cache_clear()
    monkeypatch.setattr(sign_in_service, "chosen", lambda: True)
    monkeypatch.setattr(sign_in_service, "fault", lambda: ("", ""))
    monkeypatch.setattr(sign_in_service, "_sessions", Sessions())
    monkeypatch.setattr(st, "user", claims)
    monkeypatch.setattr(st, "logout", lambda: left.append(claims.clear()))
    return claims, left


def test_a_listed_address_edits_under_its_own_name(provider, store):
    commit(store)
    app = opened(view="versions")
    assert "Signed in as lan@example.vn" in words(app)
    app.text_input(key="data_undo_reason").set_value("wrong sheet")
    fine(pressed(app, say("undo.button", number=1)))
    assert store.versions()[-1].who == "lan@example.vn"
    assert provider[1] == []


@pytest.mark.parametrize(
    "claim",
    [{"email": "eve@example.vn"}, {"email_verified": False}, {"email_verified": None}],
)
def test_an_unlisted_or_unverified_address_reads_only(provider, claim):
    provider[0].update(claim)
    app = opened(view="import")
    assert say("login.reader") in words(app)
    assert len(app.file_uploader) == 0


def test_a_sign_in_of_yesterday_is_asked_again(provider):
    provider[0]["iat"] = time.time() - 25 * 3600
    app = opened(view="import")
    assert say("login.ended") in words(app)
    assert len(app.file_uploader) == 0
    assert provider[1] == [], "the cookie counts for nothing, nobody is sent away"


def test_a_mistake_in_the_set_up_is_told_and_nobody_signs_in(provider, monkeypatch):
    provider[0].clear()
    told = ("data.login.no_authlib", "")
    monkeypatch.setattr(sign_in_service, "fault", lambda: told)
    app = shown_pages.opened("data", lang="en")
    assert [e.value for e in app.error] == [say("login.no_authlib")]


# What is in the store


def test_the_store_is_told_layer_by_layer_and_names_are_text(store):
    commit(store)
    app = opened()
    table = app.dataframe[0].value
    assert list(table[say("column.layer")]) == [say("layer.parks")]
    assert list(table[say("column.rows")]) == ["1"]
    assert list(table[say("column.who")]) == ["Minh"]
    app = opened(view="versions")
    assert "a.geojson" in words(app)
    assert app.dataframe[1].value[say("column.feature_id")].tolist() == ["park:a"]


@pytest.mark.parametrize("view", ["stock", "versions"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_store_is_said_to_be_empty(view, lang):
    key = {"stock": "stock.none", "versions": "versions.none"}[view]
    assert say(key, lang) in words(opened(lang, view=view))


def test_an_undo_needs_a_reason_and_makes_a_version_with_it(store):
    commit(store)
    app = pressed(editor("versions"), say("undo.button", number=1))
    assert say("undo.say_why") in words(fine(app))
    assert len(store.versions()) == 1
    app.text_input(key="data_undo_reason").set_value("wrong sheet")
    app = fine(pressed(app, say("undo.button", number=1)))
    newest = store.versions()[-1]
    assert (newest.number, newest.undoes, newest.who) == (2, 1, "Lan")
    assert newest.note == "wrong sheet"
    assert store.read("parks").empty
    app.selectbox(key="data_version").set_value("1").run()
    assert say("undo.already", number=2) in words(app)


def test_an_undo_that_cannot_be_says_which_version_stands_in_the_way(store):
    commit(store)
    moved = gpd.GeoDataFrame(
        {"feature_id": ["park:a"]}, geometry=[box(106.8, 20.9, 106.9, 21)], crs=4326
    )
    commit(store, rows=moved)
    app = editor("versions", version="1")
    app.text_input(key="data_undo_reason").set_value("wrong sheet")
    app = pressed(app, say("undo.button", number=1))
    assert "version 2" in app.error[0].value
    assert len(store.versions()) == 2


def test_a_reader_sees_versions_and_no_undo(store):
    commit(store)
    app = opened(view="versions")
    assert len(app.button) == 0
    assert len(app.text_input) == 0


# Importing a file


def test_a_file_is_checked_and_only_stored_when_accepted(store):
    app = fine(upload(editor("import"), geojson((NASTY, PARK))))
    assert "1 of 1 rows" in words(app)
    assert store.versions() == []
    app.text_input(key="data_accept_note").set_value("survey of May")
    app = fine(pressed(app, say("accept.button")))
    (version,) = store.versions()
    assert (version.who, version.action, version.layer) == ("Lan", "import", "parks")
    assert (version.file_name, version.note) == ("parks.geojson", "survey of May")
    assert list(store.read("parks")["name_vi"]) == [NASTY]
    assert "Stored as version 1" in words(app)
    assert say("undo.button", number=1) in [b.label for b in app.button]


def test_a_file_with_a_fault_goes_in_only_as_the_sound_rows(store):
    broken = box(0, 0, 1, 1)
    app = upload(editor("import"), geojson(("KCN A", PARK), ("KCN B", broken)))
    assert "1 of 2 rows" in words(fine(app))
    app = pressed(app, say("accept.button"))
    assert say("accept.faults") in words(fine(app))
    assert store.versions() == []
    app.checkbox(key="data_accept_subset").set_value(True)
    app = fine(pressed(app, say("accept.button")))
    assert list(store.read("parks")["feature_id"]) == ["park:0"]


def test_findings_can_be_narrowed_to_one_severity():
    content = geojson(("KCN A", PARK), ("KCN B", box(0, 0, 1, 1)))
    app = upload(editor("import"), content)
    column = say("column.severity")
    everything = app.table[0].value[column]
    key = f"data_report_filter_parks_{sha256(content).hexdigest()[:8]}"
    app.button_group(key=key).set_value(["fault"]).run()
    assert set(app.table[0].value[column]) == {say("severity.fault")}
    assert len(app.table[0].value) < len(everything)
    other = upload(app, geojson((NASTY, PARK)), "b.geojson").table[0].value
    assert say("severity.fault") not in set(other[column])
    assert len(other), "what was hidden of one file is shown of the next"


def test_a_report_of_many_findings_can_be_scrolled_and_a_short_one_is_text():
    shapes = [(f"KCN {n}", box(n, 0, n + 0.1, 1)) for n in range(50)]
    app = upload(editor("import"), geojson(*shapes))
    assert len(app.table) == 0
    assert len(app.dataframe[0].value) >= 50


@pytest.mark.parametrize("content", [b"", b"no file", b"PK\x03\x04 broken"])
def test_a_file_that_cannot_be_read_leaves_one_sentence(store, content):
    app = upload(editor("import"), content)
    assert len(app.error) == 1
    assert "\n" not in app.error[0].value
    assert store.versions() == []


def test_an_editor_who_lost_the_role_meanwhile_stores_nothing(store, monkeypatch):
    app = upload(editor("import"), geojson(("KCN A", PARK)))
    checks = iter([True, False])
    monkeypatch.setattr(
        "qngeo.services.own_data.roles.still_valid", lambda _: next(checks)
    )
    app = pressed(app, say("accept.button"))
    assert "no editor" in app.error[0].value
    assert store.versions() == []


# A table of corner points


def test_a_pasted_table_becomes_the_outline_of_a_park(store):
    app = editor("corners")
    app.text_area(key="data_corners_text").set_value(CORNERS).run()
    assert "**20 ha**" in words(fine(app))
    assert store.versions() == []
    app.selectbox(key="data_corners_subject").set_value("park:song_khoai")
    app.text_input(key="data_corners_decision").set_value("12/QĐ-UBND")
    app = fine(pressed(app, say("corners.accept")))
    (row,) = store.read("parks").itertuples()
    assert row.feature_id == "park:song_khoai"
    assert row.name_vi == "Khu công nghiệp Sông Khoai"
    assert (row.geometry_method, row.decision) == ("surveyed", "12/QĐ-UBND")
    assert pd.isna(row.position_error_m), "the table does not tell it"
    area = store.read("parks").to_crs(5899).area.iloc[0]
    assert area == pytest.approx(200_000, abs=1)
    assert store.versions()[0].who == "Lan"


def test_a_stated_area_that_differs_is_told():
    app = editor("corners")
    app.text_area(key="data_corners_text").set_value(CORNERS)
    app.number_input(key="data_corners_stated").set_value(25.0).run()
    assert any("25" in w.value for w in fine(app).warning)


def test_an_outline_without_a_decision_is_not_stored(store):
    app = editor("corners")
    app.text_area(key="data_corners_text").set_value(CORNERS).run()
    app = pressed(app, say("corners.accept"))
    assert say("corners.incomplete") in words(fine(app))
    assert store.versions() == []


# A figure


def figure(value: str, **more: str) -> AppTest:
    app = editor("fact", lang=more.pop("lang", "en"))
    app.selectbox(key="data_fact_subject").set_value("park:song_khoai")
    app.selectbox(key="data_fact_attribute").set_value("area_leased").run()
    app.selectbox(key="data_fact_unit").set_value("ha")
    app.text_input(key="data_fact_value").set_value(value)
    app.text_input(key="data_fact_as_of").set_value(more.get("as_of", "2026-10"))
    return app


def test_a_figure_is_added_with_a_new_source_and_old_ones_stay(store):
    app = figure("1.234,5")
    before = app.dataframe[0].value
    app.selectbox(key="data_fact_source").set_value("new").run()
    assert any("1,234.5 ha" in c.value.replace("\\", "") for c in app.caption)
    app.text_input(key="data_source_title").set_value("Báo cáo Ban quản lý KKT")
    old = before[say("column.fact_id")].iloc[0]
    app.selectbox(key="data_fact_corrects").set_value(old)
    app = fine(pressed(app, say("fact.save")))
    (fact,) = store.read("facts").itertuples()
    assert (fact.value, fact.unit, fact.as_of) == ("1234.5", "ha", "2026-10")
    assert fact.recorded == clock.today().isoformat()
    assert json.loads(fact.extra) == {"corrects": old}
    (source,) = store.read("sources").itertuples()
    assert fact.source_id == source.feature_id == "bao_cao_ban_quan_ly_kkt"
    assert {v.who for v in store.versions()} == {"Lan"}
    after = figure("1").dataframe[0].value
    assert set(after[say("column.fact_id")]) == {
        *before[say("column.fact_id")],
        fact.feature_id,
    }


def test_the_same_digits_are_read_as_the_language_writes_them():
    vi = " ".join(c.value for c in figure("1.234", lang="vi").run().caption)
    en = " ".join(c.value for c in figure("1.234").run().caption)
    assert "1.234 ha" in vi.replace("\\", "")
    assert "1.234 ha" in en.replace("\\", "")


@pytest.mark.parametrize(
    ("value", "as_of", "why"), [("many", "2026", "many"), ("12", "2026-13", "2026")]
)
def test_a_figure_that_breaks_the_schema_is_refused_with_the_reason(
    store, value, as_of, why
):
    app = figure(value, as_of=as_of)
    app.selectbox(key="data_fact_source").set_value("general_knowledge")
    app = pressed(app, say("fact.save"))
    assert why in app.error[-1].value
    assert store.versions() == []


# What the check asks of the editor, and what it tells before accepting


def test_the_outline_of_a_table_is_held_against_what_is_stored(store):
    app = editor("corners")
    app.text_area(key="data_corners_text").set_value(CORNERS).run()
    app.selectbox(key="data_corners_subject").set_value("park:song_khoai").run()
    assert not any("overlaps" in e.value for e in fine(app).warning)
    commit(store, rows=gpd.GeoDataFrame(
        {"feature_id": ["park:a"], "name_vi": ["A"], "geometry_method": "surveyed"},
        geometry=[box(420_000, 2_317_600, 420_250, 2_318_000)], crs=5899,
    ).to_crs(4326))  # fmt: skip
    app.selectbox(key="data_corners_subject").set_value("park:dong_mai").run()
    assert "by 10 ha" in app.error[0].value
    app.text_input(key="data_corners_decision").set_value("12/QĐ-UBND")
    app = pressed(app, say("corners.accept"))
    assert len(store.versions()) == 1


def test_the_encoding_of_a_ledger_and_the_source_of_hectares_can_be_named(store):
    app = editor("import")
    app.selectbox(key="data_import_encoding").set_value("TCVN3")
    app.selectbox(key="data_import_source").set_value("vir_2023_03_song_khoai_ip")
    shape = PARK.wkt
    head = "feature_id;name_vi;area_planned_ha;wkt"
    content = f"{head}\npark:a;Khu c«ng nghiÖp §«ng;12,5;{shape}".encode("latin-1")
    app = fine(upload(app, content, "a.csv"))
    assert "Khu công nghiệp Đông" in [
        name for d in app.dataframe for name in d.value.get("name_vi", [])
    ]
    title = translate("imports.form.beside", "en", layer=say("layer.facts"), count="1")
    assert title in [e.label for e in app.expander]
    app = fine(pressed(app, say("accept.button")))
    assert store.read("facts")["value"].tolist() == ["12.5"]
    assert store.read("parks")["name_vi"].tolist() == ["Khu công nghiệp Đông"]
