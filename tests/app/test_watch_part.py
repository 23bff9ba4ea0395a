"""What is new, on the Overview page and on a sheet, with the address of its feed."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from qngeo.config import settings
from qngeo.io.store import Commit
from qngeo.services.own_data import known

PARK = "park:song_khoai"
SECONDS = 60

pytestmark = pytest.mark.app


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QNGEO_VAR", str(tmp_path))
    settings.cache_clear()
    yield
    known.store().close()
    monkeypatch.undo()
    settings.cache_clear()


def run(lang: str, subject: str = "") -> AppTest:
    """Run the part by itself."""
    script = f"from qngeo.ui.parts import watch\nwatch.show({lang!r}, {subject!r})\n"
    app = AppTest.from_string(script, default_timeout=SECONDS).run()
    assert [e.value for e in app.exception] == []
    return app


def test_without_own_data_it_says_that_nothing_has_changed_and_how_to_follow():
    app = run("vi", PARK)
    assert any(
        "Chưa có thay đổi nào từ ngày 22/11/2026" in c.value for c in app.caption
    )
    address = f"{settings().public_url}/feeds/{PARK}.atom?lang=vi"
    assert [code.value for code in app.code] == [address]


def test_a_new_source_with_html_in_its_title_is_told_as_text():
    source = {
        "feature_id": "own_ledger", "title": "<b>Sổ đất</b>", "publisher": "",
        "date": "", "url": "", "language": "vi", "type": "official", "note": "",
    }  # fmt: skip
    commit = Commit(layer="sources", who="Lan", action="edit", mode="upsert",
                    rows=pd.DataFrame([source]))  # fmt: skip
    known.store().commit(commit)
    app = run("en")
    (body,) = [part.body for part in app.html]
    assert "&lt;b&gt;Sổ đất&lt;/b&gt;" in body
    assert "<b>Sổ đất" not in body
    assert app.code[0].value.endswith("/feeds/all.atom?lang=en")
