"""Kept tiles: within their bytes, the least asked for leaving first."""

from hypothesis import given
from hypothesis import strategies as st

from qngeo.web.tile_store import TileStore


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=60))
def test_kept_tiles_never_exceed_their_bytes_and_are_what_was_put(puts):
    store, last = TileStore(100), {}
    for key, size in puts:
        body = bytes([key]) * size
        store.put(key, body)
        last[key] = body
        held = {k: store.get(k) for k in last}
        sizes = [len(v) for v in held.values() if v is not None]
        assert sum(sizes) == store.size <= 100
        assert store.get(key) == body
        assert all(v is None or v == last[k] for k, v in held.items())


def test_the_tile_not_asked_for_longest_leaves_first():
    store = TileStore(2)
    store.put("a", b"1")
    store.put("b", b"2")
    assert store.get("a") == b"1"
    store.put("c", b"3")
    assert (store.get("a"), store.get("b"), store.get("c")) == (b"1", None, b"3")


def test_a_tile_larger_than_the_store_is_not_kept():
    store = TileStore(3)
    store.put("a", b"1234")
    assert (store.get("a"), store.size) == (None, 0)
