"""What is new, on the Overview page and on a sheet, with the address of its feed."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from qngeo.config import settings
from qngeo.io.store import Commit
from qngeo.services.own_data import known

PARK = "park:song_khoai"
SECONDS = 60

pytestmark = [pytest.mark.app, pytest.mark.usefixtures("own_store")]


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
    assert [part.body for part in app.html] == [
        f'<code class="qn-address">{address}</code>'
    ]


def test_a_new_source_with_html_in_its_title_is_told_as_text():
    source = {
        "feature_id": "own_ledger", "title": "<b>Sổ đất</b>", "publisher": "",
        "date": "", "url": "", "language": "vi", "type": "official", "note": "",
    }  # fmt: skip
    commit = Commit(layer="sources", who="Lan", action="edit", mode="upsert",
                    rows=pd.DataFrame([source]))  # fmt: skip
    known.store().commit(commit)
    app = run("en")
    body, address = [part.body for part in app.html]
    assert "&lt;b&gt;Sổ đất&lt;/b&gt;" in body
    assert "<b>Sổ đất" not in body
    assert "/feeds/all.atom?lang=en<" in address
