"""A name is found as people write it: any case, with or without marks, old or new."""

import pytest

from qngeo.errors import UnknownNameError
from qngeo.io.baseline import read_baseline
from qngeo.services.subjects import find_subject
from qngeo.services.zones.overview import matches

WRITTEN = (
    ("quang yen", "zone:quang_yen"),
    ("Quảng Yên", "zone:quang_yen"),
    ("QUANG YEN", "zone:quang_yen"),
    ("KKT ven biển Quảng Yên", "zone:quang_yen"),
    ("Amata City Hạ Long", "park:song_khoai"),
    ("AMATA CITY HA LONG", "park:song_khoai"),
    ("kcn song khoai", "park:song_khoai"),
    ("DEEP C Quảng Ninh I", "park:nam_tien_phong"),
    ("deep c quang ninh i", "park:nam_tien_phong"),
    ("Nam Tiền Phong", "park:nam_tien_phong"),
    ("phường Quảng Yên", "commune:quang_yen"),
    ("Hiep Hoa", "commune:hiep_hoa"),
    ("Hiep Hoa ward", "commune:hiep_hoa"),
)

FORMER = (
    ("Phường Cộng Hòa", "commune:hiep_hoa"),
    ("cong hoa", "commune:hiep_hoa"),
    ("XA TIEN PHONG", "commune:lien_hoa"),
    ("Hà Phong", "commune:ha_tu"),
)
"""Communes of before 1 July 2025, and which holds most of each (Resolution
1679/NQ-UBTVQH15)."""


@pytest.fixture(scope="module")
def baseline():
    return read_baseline()


@pytest.fixture(scope="module")
def rows(baseline):
    listed = baseline.subjects["kind"].isin(["zone", "park", "cluster"])
    return baseline.subjects[listed].set_index("subject_id")


@pytest.mark.parametrize(("name", "subject"), [*WRITTEN, *FORMER])
def test_a_subject_is_found_by_any_of_its_names(baseline, name, subject):
    assert find_subject(baseline, name) == subject


def test_a_name_of_several_former_communes_is_not_guessed(baseline):
    with pytest.raises(
        UnknownNameError, match=r"2 communes.*Móng Cái.*Uông Bí"
    ) as told:
        find_subject(baseline, "xã Bắc Sơn")
    assert "commune:hai_son" in str(told.value)


@pytest.mark.parametrize(("name", "subject"), WRITTEN[4:10])
def test_the_filter_of_zones_finds_the_park(rows, name, subject):
    if name.startswith("kcn"):
        name = "KCN Sông Khoai"
    assert list(rows.index[matches(rows, name)]) == [subject]


@pytest.mark.parametrize("name", ["quang yen", "Quảng Yên", "QUANG YEN", "QuẢnG yÊn"])
def test_the_filter_finds_the_same_however_it_is_written(rows, name):
    found = matches(rows, name)
    assert found["zone:quang_yen"]
    assert found.equals(matches(rows, "Quảng Yên"))


def test_the_filter_knows_former_communes_where_none_is_called_so(rows):
    found = set(rows.index[matches(rows, "Minh Thành")])  # part of Đông Mai today
    assert "park:dong_mai" in found
    assert found == set(rows.index[matches(rows, "xã Minh Thành")])
    assert not matches(rows, "Atlantis").any()
