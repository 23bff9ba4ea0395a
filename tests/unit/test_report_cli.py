"""``report`` on the command line: a file whole or none, and one line when refused."""

import pytest
from commands import assert_refused


def test_it_writes_pdf_and_pack(qngeo, tmp_path):
    to, pack = tmp_path / "a.pdf", tmp_path / "a.zip"
    code, out, err = qngeo(
        "report", "park:cai_lan", "--lang", "en", "--to", str(to), "--pack", str(pack)
    )
    assert (code, out) == (0, "")
    assert "Cai Lan" in err
    assert to.read_bytes().startswith(b"%PDF-1.7")
    assert pack.read_bytes().startswith(b"PK")
    assert sorted(tmp_path.iterdir()) == [to, pack]


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        (["nowhere"], "a.pdf", "no subject 'nowhere'"),
        (["song khoai"], "a.docx", "ends with .pdf"),
        (["song khoai"], "none/a.pdf", "no folder"),
        (["song khoai", "--as-of", "9999-99"], "a.pdf", "9999-99"),
        (["song khoai", "--area", "x.geojson"], "a.pdf", "not both"),
        (["--area", "x.geojson"], "a.pdf", "x.geojson"),
        ([], "a.pdf", "0 subjects"),
    ],
)
def test_what_cannot_be_met_ends_in_one_line_without_a_file(
    qngeo, tmp_path, words, name, said
):
    assert_refused(qngeo("report", *words, "--to", str(tmp_path / name)), naming=said)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_told_otherwise(qngeo, tmp_path):
    to = tmp_path / "a.pdf"
    to.write_text("mine")
    words = ("report", "park:cai_lan", "--to", str(to))
    assert_refused(qngeo(*words), naming="--overwrite")
    assert to.read_text() == "mine"
    assert qngeo(*words, "--overwrite")[0] == 0
    assert to.read_bytes().startswith(b"%PDF")
