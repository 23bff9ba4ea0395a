"""OGC API – Features Part 1 (OGC 17-069r4), requirements class Core, one by one."""

import pytest
from made_ogc import rels

ITEMS = "/ogc/collections/sites/items"


def test_the_landing_page_leads_to_all_the_rest(client):
    """/req/core/root-op, /req/core/root-success"""
    answer = client.get("/ogc")
    assert answer.status_code == 200
    links = rels(answer.json())
    assert {"self", "alternate", "conformance", "data"} <= links.keys()
    assert links.keys() & {"service-desc", "service-doc"}
    for link in answer.json()["links"]:
        assert link["type"]
        assert client.get(link["href"]).status_code == 200


def test_a_last_slash_does_not_change_the_landing_page(client):
    assert client.get("/ogc/").json()["title"] == client.get("/ogc").json()["title"]


def test_definition_of_the_interface(client):
    """/req/core/api-definition-op, /req/core/api-definition-success"""
    for rel in ("service-desc", "service-doc"):
        link = rels(client.get("/ogc").json())[rel][0]
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(link["type"])


def test_just_the_classes_that_are_kept_are_declared(client):
    """/req/core/conformance-op, /req/core/conformance-success"""
    kept = client.get("/ogc/conformance").json()["conformsTo"]
    part1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    wanted = {part1 + name for name in ("core", "geojson", "html", "oas30")}
    wanted.add("http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs")
    assert wanted == set(kept)


def test_http_1_1_is_kept(client):
    """/req/core/http: status codes and methods as HTTP has them"""
    assert client.get("/ogc/nothing").status_code == 404
    refused = client.post("/ogc/collections")
    assert refused.status_code == 405
    assert "GET" in refused.headers["allow"]
    whole, head = client.get("/ogc"), client.head("/ogc")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/ogc",
        "/ogc/api",
        "/ogc/api.html",
        "/ogc/conformance",
        "/ogc/collections",
        "/ogc/collections/sites",
        ITEMS,
        f"{ITEMS}/a",
        "/stats/occupancy",
        "/stats/land",
    ],
)
def test_an_unknown_parameter_is_refused(client, path):
    """/req/core/query-param-unknown"""
    answer = client.get(path, params={"nothing_of_this_name": "1"})
    assert answer.status_code == 400
    assert "nothing_of_this_name" in answer.json()["description"]
    assert client.get(path, params={"LIMIT": "1"}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=ten", "limit=1.5", "limit=", "limit=1&limit=2",
        "offset=-1", "offset=x", "offset=",
        "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=a,b,c,d", "bbox=", "bbox=1,2,3,nan",
        "bbox=1,2,3,inf", "bbox=107,22,108,21", "bbox=1,2,9,3,4,8", "bbox=1,2,3,1e999",
        "datetime=", "datetime=yesterday", "datetime=2024", "datetime=2024-13-01",
        "datetime=2024-02-30", "datetime=2024-01-02/2024-01-01", "datetime=../..",
        "datetime=/", "datetime=2024-01-01/2024-01-02/2024-01-03",
        "datetime=2024-01-01T00:00:00", "datetime=2024-01-01T25:00:00Z",
        "count=two", "count=1.5", "area_ha=much", "area_ha=nan", "open=yes",
        "f=xml", "f=", "lang=fr", "known=soon", "known=", "known=2026-02-30",
        "crs=EPSG:5899", "bbox-crs=EPSG:5899", "crs=",
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_refused(client, query):
    """/req/core/query-param-invalid"""
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert set(body) == {"code", "description"}
    assert "\n" not in body["description"]
    assert body["description"]


def test_every_collection_is_listed_with_the_way_to_its_items(client, register):
    """/req/core/fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links"""
    answer = client.get("/ogc/collections")
    assert answer.status_code == 200
    whole = answer.json()
    links = rels(whole)
    assert [link["type"] for link in links["self"]] == ["application/json"]
    assert [link["type"] for link in links["alternate"]] == ["text/html"]
    assert [one["id"] for one in whole["collections"]] == list(register.made)
    for one in whole["collections"]:
        types = {link["type"]: link["href"] for link in rels(one)["items"]}
        assert types.keys() == {"application/geo+json", "text/html"}
        for kind, href in types.items():
            found = client.get(href)
            assert found.status_code == 200
            assert found.headers["content-type"].startswith(kind)


def test_all_features_lie_within_the_extent(client):
    """/req/core/fc-md-extent: all features lie within it, in space and time"""
    found = client.get("/ogc/collections/sites").json()["extent"]
    assert found["spatial"]["bbox"] == [[106.5, 20.5, 107.4, 21.2]]
    assert found["temporal"]["interval"] == [
        ["2020-01-01T00:00:00Z", "2024-09-07T23:59:59Z"]
    ]
    assert "extent" not in client.get("/ogc/collections/notes").json()


def test_a_collection_says_the_same_as_in_the_list(client):
    """/req/core/sfc-md-op, sfc-md-success: the same as in the list"""
    listed = client.get("/ogc/collections").json()["collections"]
    for one in listed:
        own = next(link["href"] for link in one["links"] if link["rel"] == "self")
        alone = client.get(own)
        assert alone.status_code == 200
        plain = {key: value for key, value in one.items() if key != "links"}
        assert plain == {k: v for k, v in alone.json().items() if k != "links"}
    assert rels(listed[0])["license"][0]["href"].startswith("https://creativecommons")


def test_an_unknown_collection_or_feature_is_404(client):
    """Table 'HTTP status codes' of the standard"""
    for path in ("site", "site/items", "site/items/a", "sites/items/z"):
        answer = client.get(f"/ogc/collections/{path}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "NotFound"
    assert "did you mean 'sites'" in client.get("/ogc/collections/site").text


def test_items_are_all_features_in_the_order_of_their_ids(client):
    """/req/core/fc-op, fc-response"""
    answer = client.get(ITEMS)
    assert answer.status_code == 200
    whole = answer.json()
    assert whole["type"] == "FeatureCollection"
    assert [feature["id"] for feature in whole["features"]] == ["a", "b", "c", "d/1"]


def test_no_more_features_are_given_than_asked_for(items):
    """/req/core/fc-limit-definition, fc-limit-response-1"""
    assert items("notes", limit=7).ids == [f"n{n:02}" for n in range(1, 8)]
    assert len(items("notes").ids) == 25


@pytest.mark.parametrize("limit", [10_000, 10_001, 10**30])
def test_a_larger_limit_is_read_as_the_largest(items, limit):
    """/req/core/fc-limit-response-1 C"""
    assert len(items("notes", limit=limit).ids) == 25


@pytest.mark.parametrize(
    ("box", "ids"),
    [
        ("106.9,20.9,107.1,21.1", ["a", "d/1"]),
        ("107,21,107,21", ["a", "d/1"]),  # a point of a box
        ("107.3,20,107.3,22", ["b", "d/1"]),  # a line of a box
        ("107.4,21.2,108,22", ["b", "d/1"]),  # touches a corner
        ("107.41,21.2,108,22", ["d/1"]),
        ("106.6,20.4,106.65,20.6", ["c", "d/1"]),  # crosses the line
        ("106,20,108,22", ["a", "b", "c", "d/1"]),
        ("106.9,20.9,0,107.1,21.1,50", ["a", "d/1"]),  # heights are passed over
        ("170,20,-170,22", ["d/1"]),  # over 180 degrees
        ("106.9,20.9,-170,21.1", ["a", "b", "d/1"]),
    ],
)
def test_a_box_gives_what_meets_it_and_what_has_no_place(items, box, ids):
    """/req/core/fc-bbox-definition, fc-bbox-response A and C

    What has no geometry always meets a box.
    """
    assert items(bbox=box).ids == ids


def test_bbox_of_a_table_matches_all(items):
    """/req/core/fc-bbox-response C"""
    assert len(items("notes", bbox="0,0,1,1").ids) == 25


@pytest.mark.parametrize(
    ("time", "ids"),
    [
        ("2020-06-01", ["a", "c"]),
        ("2020-06-01T12:00:00Z", ["a", "c"]),
        ("2020-12-31T23:59:60Z", ["a", "c"]),  # a leap second
        ("2021-01-01T00:30:00+07:00", ["a", "c"]),  # still 2020 in UTC
        ("2020-12-31T23:30:00-07:00", ["c"]),  # 2021 in UTC
        ("2021-01-01/2021-12-31", ["c"]),
        ("2020-12-31/2022-01-01", ["a", "b", "c"]),
        ("2023-12-31/..", ["b", "c", "d/1"]),
        ("2023-12-31/", ["b", "c", "d/1"]),
        ("../2020-01-01", ["a", "c"]),
        ("/2019-12-31", ["c"]),
        ("2024-09-07t00:00:00z/2024-09-07T01:00:00.5Z", ["c", "d/1"]),
    ],
)
def test_a_time_gives_what_meets_it_and_what_has_no_time(items, time, ids):
    """/req/core/fc-time-definition, fc-time-response A, C, F

    What has no time always matches; a partial date is the whole of it.
    """
    assert items(datetime=time).ids == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"id": "a"}, ["a"]),
        ({"name_vi": "Bến Gót"}, ["a"]),
        ({"count": "2"}, ["b", "d/1"]),
        ({"area_ha": "10"}, ["a", "d/1"]),
        ({"area_ha": "1.0e1", "open": "true"}, ["a", "d/1"]),
        ({"open": "false"}, ["b"]),
        ({"count": "3"}, []),
        ({"area_ha": "10", "count": "2"}, ["d/1"]),
        ({"source_ids": "s1"}, ["a"]),
    ],
)
def test_properties_as_parameters(items, query, ids):
    """/rec/core/fc-filters: unknown values match nothing"""
    assert items(**query).ids == ids


def test_links_of_items(client):
    """/req/core/fc-links, fc-rel-type"""
    whole = client.get(ITEMS).json()
    links = rels(whole)
    assert links["self"][0]["type"] == "application/geo+json"
    assert links["alternate"][0]["type"] == "text/html"
    assert client.get(links["self"][0]["href"]).json()["features"] == whole["features"]
    assert all({"href", "rel", "type"} <= link.keys() for link in whole["links"])


def test_pages_hold_each_feature_once_and_keep_the_parameters(client):
    """/rec/core/fc-next-1, fc-prev: each feature once, parameters kept"""
    href = "/ogc/collections/notes/items?limit=10&source_ids=s1&lang=en"
    seen, sizes, back = [], [], []
    while href:
        whole = client.get(href).json()
        seen += [feature["id"] for feature in whole["features"]]
        sizes.append(whole["numberReturned"])
        links = rels(whole)
        back.append(links["prev"][0]["href"] if "prev" in links else "")
        href = links["next"][0]["href"] if "next" in links else ""
        assert "source_ids=s1" in links["self"][0]["href"]
    assert seen == [f"n{n:02}" for n in range(1, 26)]
    assert sizes == [10, 10, 5]
    assert back[0] == ""
    first = client.get(back[1]).json()
    assert first["features"][0]["id"] == "n01"


def test_a_page_behind_the_last_is_empty(items):
    found = items("notes", offset=25)
    assert (found.ids, found.whole["numberMatched"]) == ([], 25)


def test_time_and_numbers_of_the_answer(items):
    """/req/core/fc-timeStamp, fc-numberMatched, fc-numberReturned"""
    found = items("notes", limit=4, offset=3).whole
    assert found["numberMatched"] == 25
    assert found["numberReturned"] == len(found["features"]) == 4
    assert found["timeStamp"].endswith("Z")


def test_coordinates_are_longitude_and_latitude(items):
    """/req/core/crs84"""
    point = items(id="a").whole["features"][0]["geometry"]
    assert point == {"type": "Point", "coordinates": [107.0, 21.0]}


def test_a_feature_alone_leads_back_to_its_collection(client):
    """/req/core/f-op, f-success, f-links"""
    answer = client.get(f"{ITEMS}/b")
    assert answer.status_code == 200
    feature = answer.json()
    assert (feature["type"], feature["id"]) == ("Feature", "b")
    links = rels(feature)
    assert links["self"][0]["type"] == "application/geo+json"
    assert links["alternate"][0]["type"] == "text/html"
    collection = client.get(links["collection"][0]["href"])
    assert collection.json()["id"] == "sites"


def test_a_feature_whose_id_has_a_slash(client):
    alone = client.get(f"{ITEMS}/d%2F1").json()
    assert alone["id"] == "d/1"
    own = next(link["href"] for link in alone["links"] if link["rel"] == "self")
    assert client.get(own).json()["id"] == "d/1"


def test_as_known_on_reaches_the_data_and_stays_in_links(client, register):
    whole = client.get(f"{ITEMS}?known=2026-11-30&limit=1").json()
    assert str(register.asked[-1]) == "2026-11-30"
    hrefs = [link["href"] for link in whole["links"] if link["rel"] != "license"]
    assert all("known=2026-11-30" in href for href in hrefs)
