"""Who waits for long sees how far the work is; who does not sees nothing of it.

That it can be stopped is tried in tests/browser/test_data_page.py.
"""

from qngeo import progress
from qngeo.ui import waiting


class Place:
    """Where a bar would be drawn on a page."""

    def __init__(self):
        self.drawn = []

    def progress(self, share, words):
        self.drawn.append((share, words))


def test_a_bar_comes_after_half_a_second_and_then_now_and_then(monkeypatch):
    place, now = Place(), [10.0]
    monkeypatch.setattr(waiting.time, "monotonic", lambda: now[0])
    with progress.watched(waiting._bar(place, "vi")):
        for at in (10.0, 10.4, 10.5, 10.6, 10.69, 10.71):
            now[0] = at
            progress.reached(at - 10)
    assert [round(share, 2) for share, _ in place.drawn] == [0.5, 0.71]
    assert place.drawn[0][1].startswith("50 %; nút Dừng")


def test_work_whose_answer_is_kept_draws_no_bar(monkeypatch):
    monkeypatch.setattr(waiting.address, "language", lambda: "en")
    heard = []

    @waiting.told("areas")
    def areas():
        progress.reached(0.5)
        return "kept"

    with progress.watched(heard.append):
        assert areas() == "kept"
        progress.reached(1)
    assert heard == [1]
