"""Many figures at once, with their sources and subjects, and the registers."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from made_imports import csv_file, finding, geojson, keys, parks, xlsx

from qngeo import clock, numbers, schema
from qngeo.domain.imports.figure_rows import number_text
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.io.baseline import read_baseline
from qngeo.io.store import open_store
from qngeo.services.own_data.importing import check_file, import_checked

HEAD = "Đối tượng;Chỉ tiêu;Giá trị;Đơn vị;Thời điểm;Nguồn"
SOURCE = "vir_2023_03_song_khoai_ip"
GOOD = f"KCN Sông Khoai;Diện tích quy hoạch;777,5;ha;7/2024;{SOURCE}"
TODAY = clock.today().isoformat()


def check(*rows, head=HEAD, **more):
    return check_file(csv_file(head, *rows), name="f.csv", layer="facts", **more)


def check_parks(frame, **more):
    return check_file(geojson(frame), name="a.geojson", layer="parks", **more)


def faults(found):
    return [(f.row, f.key) for f in found.report.findings if f.severity == "fault"]


@pytest.fixture
def store(tmp_path):
    opened = open_store(str(tmp_path / "own.gpkg"))
    yield opened
    opened.close()


def test_a_vietnamese_table_of_figures_is_brought_to_the_columns_of_facts():
    found = check(GOOD)
    assert faults(found) == []
    (row,) = found.rows.drop(columns=["geometry", "extra"]).to_dict("records")
    assert row == {
        "feature_id": "f900001", "subject_id": "park:song_khoai",
        "attribute": "area_planned", "value": "777.5", "unit": "ha", "qualifier": "",
        "as_of": "2024-07", "recorded": TODAY, "confidence": "stated",
        "definition": "", "scope": "", "source_id": SOURCE, "note": "",
    }  # fmt: skip
    told = keys(found.report, "note")
    assert {"default_taken", "recorded_today", "ids_numbered"} <= told


def test_a_sheet_gives_the_same_figures_as_a_csv():
    sheet = xlsx(HEAD.split(";"),
                 ["KCN Sông Khoai", "Diện tích quy hoạch", 777.5, "ha", "7/2024",
                  SOURCE])  # fmt: skip
    found = check_file(sheet, name="f.xlsx", layer="facts").rows
    pd.testing.assert_frame_equal(
        found.drop(columns="geometry"), check(GOOD).rows.drop(columns="geometry")
    )


BAD = [
    (GOOD.replace("777,5", "nhiều"), "fact_value"),
    (GOOD.replace("777,5", "9/3"), "fact_value"),
    (GOOD.replace("777,5", ""), "missing"),
    (GOOD.replace(";ha;", ";%;"), "fact_unit"),
    (GOOD.replace(";ha;", ";;"), "fact_unit"),
    (GOOD.replace(";ha;", ";hecto;"), "code_unknown"),
    (GOOD.replace("Diện tích quy hoạch", "Diện tích hồ"), "fact_word"),
    (GOOD.replace("Sông Khoai", "Sông Khoaj"), "subject_unknown"),
    (GOOD.replace(SOURCE, "vir_2023"), "fact_word_alone"),
    (GOOD.replace(SOURCE, ""), "missing"),
    (GOOD.replace("7/2024", "13/2024"), "no_date"),
]


@pytest.mark.parametrize(("row", "key"), BAD)
def test_a_bad_figure_is_a_fault_of_its_row_alone(row, key):
    found = check(GOOD.replace("777,5", "778,5"), row)
    assert key in {k for at, k in faults(found) if at == 3}
    assert {at for at, _ in faults(found)} == {3}
    assert found.report.accepted == 1


OTHER = [
    ("scope", "giai đoạn 99", "fact_word"),
    ("definition", "from-rate", "fact_base"),
    ("recorded", "2025", "recorded_form"),
    ("recorded", "2999-01-01", "recorded_later"),
]


@pytest.mark.parametrize(("column", "text", "key"), OTHER)
def test_scope_base_and_day_of_recording_are_checked(column, text, key):
    head = "subject_id;attribute;value;unit;as_of;source_id"
    row = f"park:song_khoai;fill_rate;47.13;%;2024-05;{SOURCE}"
    assert faults(check(row, head=head)) == []
    found = check(f"{row};{text}", head=f"{head};{column}")
    assert faults(found) == [(2, key)]


def test_a_share_beyond_100_is_a_fault_and_m2_for_hectares_a_warning():
    row = f"KCN Sông Khoai;fill_rate;120,5;%;2024;{SOURCE}"
    assert faults(check(row)) == [(2, "fact_share")]
    found = check(GOOD.replace(";ha;", ";m2;"))
    assert "fact_unit" in keys(found.report, "warning")
    assert faults(found) == []


def test_more_leased_than_there_is_is_refused_before_it_is_stored():
    head = "subject_id;attribute;value;unit;as_of;source_id"
    rows = [f"park:dong_mai;area_leased;{ha};ha;2026;{SOURCE}" for ha in ("90", "999")]
    found = check(*rows, head=head)
    assert (3, "figure_over_full") in faults(found)
    assert 2 not in {row for row, _ in faults(found)}
    assert "999 ha of" in finding(found.report, "figure_over_full").words("en")


def test_numbers_in_two_writings_are_refused_and_unclear_ones_told():
    mixed = check(GOOD, GOOD.replace("777,5", "777.25"))
    assert (None, "numbers_mixed") in faults(mixed)
    assert mixed.report.accepted == 0
    assert finding(check(GOOD.replace("777,5", "1.234")).report, "number_unclear")


def test_a_figure_known_already_or_told_twice_is_refused(store):
    import_checked(store, check(GOOD, store=store), who="Lan")
    assert faults(check(GOOD, store=store)) == [(2, "figure_known")]
    twice = check(GOOD.replace("777", "778"), GOOD.replace("777", "778"), store=store)
    assert faults(twice) == [(3, "figure_twice")]
    published = read_baseline().facts.iloc[0]
    head = ";".join(["fact_id", *list(schema.FACTS.columns)[1:]])
    again = ";".join(f'"{published[c]}"' for c in schema.FACTS.columns)
    assert (2, "fact_known") in faults(check(again, head=head))
    other = again.replace(str(published["fact_id"]), "f912345", 1)
    assert (2, "figure_known") in faults(check(other, head=head))


def test_an_own_figure_that_comes_back_under_its_id_is_no_repetition(store):
    import_checked(store, check(GOOD, store=store), who="Lan")
    held = store.read("facts").drop(columns=["in_version", "extra"])
    head = ";".join(held.columns)
    again = check(";".join(held.iloc[0].fillna("")), head=head, store=store)
    assert faults(again) == []
    assert import_checked(store, again, who="Lan").changed == 0


def test_disagreeing_figures_are_noted_with_the_other_and_both_stand(store):
    import_checked(store, check(GOOD, store=store), who="Lan")
    found = check(GOOD.replace("777,5", "999,5"), store=store)
    told = finding(found.report, "figure_differs")
    assert (told.severity, told.row) == ("note", 2)
    assert "f900001" not in told.feature_id
    assert "777.5" in told.words("en")
    import_checked(store, found, who="Lan")
    assert set(store.read("facts")["value"]) == {"777.5", "999.5"}


def test_a_new_source_and_a_new_subject_go_in_with_their_figures(store):
    head = f"{HEAD};Tên nguồn;source_url;Tên đối tượng"
    row = ("park:moi;area_planned;10,5;ha;2025;;Quyết định 12/QĐ;https://a.vn/12;"
           "KCN Mới")  # fmt: skip
    found = check(row, head=head, store=store)
    assert faults(found) == []
    assert {"sources_new", "subjects_new"} <= keys(found.report)
    version = import_checked(store, found, who="Lan")
    assert version.layer == "facts"
    assert [v.layer for v in store.versions()] == ["sources", "subjects", "facts"]
    (source,) = store.read("sources").to_dict("records")
    assert source["feature_id"] == "quyet_dinh_12_qd"
    assert (source["title"], source["url"]) == ("Quyết định 12/QĐ", "https://a.vn/12")
    assert store.read("facts")["source_id"].tolist() == ["quyet_dinh_12_qd"]
    (subject,) = store.read("subjects").to_dict("records")
    assert (subject["feature_id"], subject["kind"]) == ("park:moi", "park")
    assert subject["name_en"] == "KCN Mới"


def test_what_a_refused_row_would_register_stays_out(store):
    head = f"{HEAD};Tên nguồn"
    row = "KCN Sông Khoai;area_planned;nhiều;ha;2025;;Nguồn hỏng"
    found = check(f"{GOOD};", row, head=head, store=store)
    assert found.report.accepted == 1
    assert found.beside == {}


def test_one_source_under_two_titles_and_a_script_for_an_address_are_faults():
    head = f"{HEAD};source_title;source_url"
    row = "KCN Sông Khoai;area_planned;10,5;ha;2025;qd_moi;"
    found = check(f"{row}Một;", f"{row.replace('10,5', '11,5')}Hai;", head=head)
    assert faults(found) == [(3, "register_twice")]
    bad = check(f"{row}Một;javascript:alert(1)", head=head)
    assert faults(bad) == [(2, "link_form")]


def test_sources_and_subjects_are_imported_as_tables(store):
    rows = csv_file("Tên nguồn;Loại;Ngày ban hành;Địa chỉ",
                    "Quyết định 12;Quyết định;7/9/2024;https://a.vn")  # fmt: skip
    found = check_file(rows, name="n.csv", layer="sources", store=store)
    assert faults(found) == []
    assert import_checked(store, found, who="Lan").added == 1
    (row,) = store.read("sources").to_dict("records")
    assert row["feature_id"] == "quyet_dinh_12"
    assert (row["type"], row["date"], row["language"]) == ("legal", "2024-09-07", "vi")
    rows = csv_file("Loại;Tên;name_en;Thuộc KKT;Thuộc",
                    "KCN;Khu Mới;New park;Vân Đồn;",
                    "project;Dự án A;Project A;;park:khu_moi")  # fmt: skip
    found = check_file(rows, name="s.csv", layer="subjects", store=store)
    assert faults(found) == []
    table = found.rows.set_index("feature_id")
    assert table.loc["park:khu_moi", "zone_id"] == "zone:van_don"
    assert table.loc["project:du_an_a", "parent_id"] == "park:khu_moi"


@pytest.mark.parametrize(
    ("layer", "head", "row", "key"),
    [
        ("sources", "id;title", "QĐ-12;Quyết định", "id_form_table"),
        ("sources", "id;title;url", "qd;Quyết định;ftp://a.vn", "link_form"),
        ("sources", "id;title;type", "qd;Quyết định;rumour", "code_unknown"),
        ("sources", "id;title;date", "qd;Quyết định;hôm qua", "no_date"),
        ("subjects", "id;kind;name_vi;name_en", "park:a;parc;A;A", "code_unknown"),
        ("subjects", "id;kind;name_vi", "park:a;park;A", "column_missing"),
        ("subjects", "id;kind;name_vi;name_en", "a;park;A;A", "id_form_table"),
        ("subjects", "id;kind;name_vi;name_en;zone_id", "park:a;park;A;A;zone:x",
         "subject_unknown"),
    ],
)  # fmt: skip
def test_a_bad_row_of_a_register_is_a_fault(layer, head, row, key):
    found = check_file(csv_file(head, row), name="r.csv", layer=layer)
    assert key in {k for _, k in faults(found)}
    assert found.report.accepted == 0


def test_a_row_that_hides_a_published_one_is_told():
    rows = csv_file("id;title", f"{SOURCE};Another title")
    found = check_file(rows, name="n.csv", layer="sources")
    assert finding(found.report, "hides_published").severity == "warning"


def test_hectares_of_parks_become_figures_of_their_source(store):
    frame = parks(
        area_planned_ha=[20.0, 18.0],
        area_industrial_ha=[15.0, 12.0],
        area_leased_ha=[0.0, None],
        source_ids=[f"lost; {SOURCE}", ""],
        as_of=["2025-06", ""],
    )
    found = check_parks(frame, store=store)
    assert found.report.count("fault") == 0
    assert finding(found.report, "figures_no_source").row == 2
    facts = found.beside["facts"].set_index("attribute")
    assert set(facts["subject_id"]) == {"park:dong"}
    assert set(facts["as_of"]) == {"2025-06"}
    assert facts["value"].to_dict() == {
        "area_planned": "20", "area_industrial": "15", "area_leased": "0",
    }  # fmt: skip
    version = import_checked(store, found, who="Lan")
    assert version.layer == "parks"
    assert [v.layer for v in store.versions()] == ["subjects", "parks", "facts"]
    held = store.read("parks").set_index("feature_id")["extra"]
    assert held["park:dong"] == "{}", "a figure does not stand beside the row as well"
    assert '"area_planned_ha": 18.0' in held["park:tay"]
    again = check_parks(frame, store=store)
    assert "facts" not in again.beside, "what is known is not told twice"
    assert "figure_kept" in keys(again.report, "note")


def test_the_source_of_the_import_holds_for_all_rows_and_must_be_known(store):
    frame = parks(area_planned_ha=[20.0, 18.0])
    found = check_parks(frame, store=store, source=SOURCE)
    assert found.beside["facts"]["source_id"].tolist() == [SOURCE, SOURCE]
    assert found.beside["facts"]["as_of"].tolist() == ["", ""], "unknown stays unknown"
    with pytest.raises(UnknownNameError, match=SOURCE):
        check_parks(frame, store=store, source=SOURCE + "x")


def test_figures_of_a_refused_park_stay_out():
    frame = parks(area_planned_ha=[20.0, 18.0], area_industrial_ha=[30.0, 10.0])
    found = check_parks(frame, source=SOURCE)
    assert found.report.accepted == 1
    assert set(found.beside["facts"]["subject_id"]) == {"park:tay"}


def test_numbers_taken_back_are_not_given_again(store):
    first = import_checked(store, check(GOOD, store=store), who="Lan")
    given_before = store.read("facts")["feature_id"].tolist()
    store.undo(first.number, who="Lan")
    found = check(GOOD.replace("777", "778"), store=store)
    assert set(found.rows["feature_id"]).isdisjoint(given_before)


def test_rows_that_would_break_a_table_never_reach_the_store(store):
    found = check(GOOD, store=store)
    found.rows["recorded"] = "today"
    with pytest.raises(SchemaError, match="recorded"):
        import_checked(store, found, who="Lan")
    assert store.versions() == []


words = st.text(
    st.characters(codec="utf-8", exclude_characters=';\r\n"\0'), max_size=12
)
LIKELY = ["ha", "%", "12,5", "1.234", "10/12", "2024", "7/9/2024", "area_planned",
          SOURCE, "KCN Sông Khoai", "stated", "fill_rate", "-3", "text", "f900005",
          "about"]  # fmt: skip
cells = st.one_of(words, st.sampled_from(LIKELY))


BASE = ["", "park:song_khoai", "area_planned", "12.5", "ha", "2024", "", SOURCE, ""]


@trials(max_examples=60)
@given(st.lists(st.dictionaries(st.integers(0, 8), cells, max_size=2), max_size=3))
def test_whatever_is_accepted_keeps_the_schema_of_facts(changes):
    head = ("fact_id;subject_id;attribute;value;unit;as_of;qualifier;source_id;"
            "source_title")  # fmt: skip
    rows = [";".join(each.get(n, cell) for n, cell in enumerate(BASE))
            for each in ({}, *changes)]  # fmt: skip
    found = check(*rows, head=head)
    if not found.report.accepted:
        return
    table = pd.DataFrame(found.rows).rename(columns={"feature_id": "fact_id"})
    table = table[list(schema.FACTS.columns)].astype(str)
    schema.validate(table, schema.FACTS, "facts")
    if "sources" in found.beside:
        fresh = found.beside["sources"].rename(columns={"feature_id": "source_id"})
        fresh = fresh[list(schema.SOURCES.columns)].astype(str)
        schema.validate(fresh, schema.SOURCES, "sources")


@given(st.floats(0, 1e12, allow_nan=False))
def test_a_number_is_written_so_that_it_reads_the_same(value):
    text = numbers.plain(value)
    assert float(text) == value
    assert "e" not in text
    assert number_text(text, ".") == text
