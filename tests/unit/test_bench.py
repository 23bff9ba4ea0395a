"""The benchmarks run, compare answers, and keep the words of the document."""

import importlib
from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from benchmarks import NAMES, __main__, search, table, zonal, zonal_answers, zonal_ways
from benchmarks.model import (
    Benchmark,
    DisagreementError,
    Found,
    Reach,
    Row,
    Setting,
)
from benchmarks.turns import in_turn
from qngeo.cli import app, bench

MADE = Benchmark(
    name="made", title="Made", about="How it is made.", run=lambda _: FOUND
)
ROW = Row(what="ten things", own=(4.0, 1.0, 2.0), peers={"other": (10.0, 30.0, 20.0)})
FOUND = Found(rows=(ROW,), agreed=("All ten.",), notes=("Nothing.",))


@pytest.fixture
def tiny(tmp_path):
    return Setting(folder=tmp_path, runs=1, tiny=True)


def body_of(*rows):
    found = Found(rows=rows)
    return table.section(MADE, found, load=(0.5, 1.5), runs=3)


@pytest.mark.parametrize("name", ["zonal", "tiles", "search", "travel"])
def test_the_tiny_form_of_a_benchmark_gives_rows_and_compares_answers(name, tiny):
    found = importlib.import_module(f"benchmarks.{name}").BENCHMARK.run(tiny)
    assert found.rows
    for row in found.rows:
        assert all(value > 0 for value in row.own)
        assert all(reach.most or reach.peer for reach in row.reaches)
    peers = any(row.peers for row in found.rows)
    assert bool(found.agreed) == peers
    assert found.notes


@pytest.mark.heavy
def test_the_composite_is_the_same_on_one_worker_and_on_two(tiny):
    found = importlib.import_module("benchmarks.composite").BENCHMARK.run(tiny)
    assert [row.unit for row in found.rows] == ["s", "MB", "MB"]
    assert "bit by bit" in found.agreed[0]


def test_every_name_is_a_module_with_a_benchmark_of_that_name():
    for name in NAMES:
        assert importlib.import_module(f"benchmarks.{name}").BENCHMARK.name == name


def test_the_median_of_a_peer_over_that_of_qngeo_is_the_ratio():
    assert ROW.ratio("other") == 10.0
    assert replace(ROW, own=(0.0,)).ratio("other") == float("inf")


@pytest.mark.parametrize(
    ("reach", "kept"),
    [
        (Reach(most=2.0), True),
        (Reach(most=1.9), False),
        (Reach(peer="other", least=10), True),
        (Reach(peer="other", least=10.1), False),
    ],
)
def test_a_reach_is_kept_up_to_its_bound(reach, kept):
    assert replace(ROW, reaches=(reach,)).kept(reach) is kept


def test_a_row_tells_median_spread_ratio_and_what_was_not_reached():
    reaches = (Reach(most=1), Reach(peer="other", least=5))
    lines = body_of(replace(ROW, unit="ms", reaches=reaches)).splitlines()
    own = "| ten things | 3 | 2.00 (1.00–4.00) ms |"
    assert f"{own} – | – | – | at most 1 ms | **no** |" in lines
    beside = "other | 20.0 (10.0–30.0) ms | 10.0 | at least 5 | yes |"
    assert f"{own} {beside}" in lines


def test_fewer_runs_of_a_peer_are_said():
    row = replace(ROW, peers={"other": (10.0,)})
    assert "| ten things | 3 and 1 | 2.00 (1.00–4.00) s | other | 10.0 s |" in (
        body_of(row)
    )


def test_words_outside_the_markers_stay_as_they_are():
    before, after = (
        "# Benchmarks\nby hand\n\n",
        "\nWhy it is so: by hand.\n\n## Other\n",
    )
    old = f"{before}<!-- measured: made -->\nold\n<!-- end: made -->{after}"
    new = table.put(old, MADE, "new\n")
    assert new == f"{before}<!-- measured: made -->\nnew\n<!-- end: made -->{after}"
    assert table.put(new, MADE, "new\n") == new


def test_a_section_that_is_missing_comes_at_the_end():
    text = table.put("# Benchmarks\n\nby hand\n", MADE, "new\n")
    assert text == (
        "# Benchmarks\n\nby hand\n\n## Made\n"
        "<!-- measured: made -->\nnew\n<!-- end: made -->\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<!-- measured: made -->\nold\n",
        "old <!-- end: made -->",
        "<!-- end: made -->\n<!-- measured: made -->\n",
    ],
)
def test_a_document_with_one_marker_is_refused(text):
    with pytest.raises(ValueError, match="must both stand there"):
        table.put(text, MADE, "new\n")


def test_slow_ways_are_run_less_often_and_all_in_turn(tmp_path):
    taken: list[str] = []
    ways = {name: lambda name=name: taken.append(name) for name in ("a", "b")}
    setting = Setting(folder=tmp_path, runs=3, slow_runs=1)
    turns = in_turn(ways, setting, slow=["b"])
    assert taken == ["a", "b", "a", "a"]
    assert [len(turns.own(name)) for name in ("a", "b")] == [3, 1]


def test_a_search_that_keeps_other_plots_is_no_result(tiny, monkeypatch):
    kept = search.by_filter

    def one_less(frame):
        found = {name for name in kept(frame) if name.startswith("plot:")}
        return found - {min(found)}

    monkeypatch.setattr(search, "by_filter", one_less)
    with pytest.raises(DisagreementError, match="1 plots are kept by one only"):
        search.run(tiny)


def test_zonal_answers_that_differ_are_no_result(tiny):
    zonal.run(tiny)
    folder = tiny.folder / "zonal"
    path = zonal_ways.answer_file(folder, zonal_ways.OWN, 5, 2)
    found = pd.read_pickle(path)
    found.loc[3, "mean"] *= 1.00001
    found.to_pickle(path)
    with pytest.raises(DisagreementError, match="differ by 1"):
        zonal_answers.compare(folder, 5, 2, (zonal_ways.EXACT,))


def started(monkeypatch, benchmark, *words):
    monkeypatch.setattr(__main__, "benchmark_of", lambda _: benchmark)
    return __main__.main(["--only", "zonal", *words])


def test_what_was_found_is_printed_and_written(monkeypatch, tmp_path, capsys):
    path = tmp_path / "found.md"
    assert started(monkeypatch, MADE, "--to", str(path), "--runs", "3") == 0
    text = path.read_text("utf-8")
    assert "--only made --runs 3`" in text
    assert "- All ten." in text
    assert text.splitlines()[-2] == "- Nothing."
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line and line not in text] == []
    assert [left.name for left in tmp_path.iterdir()] == ["found.md"]


def test_answers_that_disagree_leave_the_document_and_end_with_1(
    monkeypatch, tmp_path, capsys
):
    def disagree(_):
        message = "one says 3, the other 4"
        raise DisagreementError(message)

    path = tmp_path / "found.md"
    path.write_text("by hand", "utf-8")
    broken = replace(MADE, run=disagree)
    assert started(monkeypatch, broken, "--to", str(path)) == 1
    assert path.read_text("utf-8") == "by hand"
    assert "one says 3, the other 4" in capsys.readouterr().err


def test_a_document_that_cannot_be_written_is_told_before_anything_is_run(
    monkeypatch, tmp_path, capsys
):
    def fail(_):
        pytest.fail("it was run")

    path = tmp_path / "found.md"
    path.write_text("<!-- measured: made -->\n", "utf-8")
    lost = tmp_path / "none" / "found.md"
    for place, reason in ((path, "must both stand there"), (lost, "make it first")):
        assert started(monkeypatch, replace(MADE, run=fail), "--to", str(place)) == 2
        assert reason in capsys.readouterr().err


def test_a_server_that_fails_ends_its_benchmark_in_one_line(monkeypatch, capsys):
    def fail(_):
        message = "the server did not start"
        raise RuntimeError(message)

    assert started(monkeypatch, replace(MADE, run=fail)) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "made: cannot be measured, nothing is written: the server did not start"
    )


def test_a_peer_that_is_not_installed_is_named_and_nothing_is_run(monkeypatch, capsys):
    needy = replace(MADE, needs=("numpy", "no_such_peer"))
    assert started(monkeypatch, needy) == 2
    said = capsys.readouterr()
    assert said.err == (
        "not installed: no_such_peer; pip install -r requirements-bench.txt\n"
    )
    assert not said.out


def test_the_command_passes_on_what_is_asked_and_the_status(monkeypatch, tmp_path):
    asked = []

    def run(words, **_):
        asked.extend(words[1:])
        return bench.subprocess.CompletedProcess(words, 1)

    monkeypatch.setattr(bench.subprocess, "run", run)
    to = tmp_path / "found.md"
    done = CliRunner().invoke(app, ["bench", "--only", "tiles", "--to", str(to)])
    assert done.exit_code == 1
    assert asked == ["-m", "benchmarks", "--runs", "5", "--slow-runs", "1", "--only",
                     "tiles", "--to", str(to)]  # fmt: skip
