"""The figures in docs/models/detection.md are those the command gives."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from anlan.demonstration.benchmarks import detection
from anlan.demonstration.benchmarks.detection_data import (
    SHARED,
    Stream,
    load_nab,
    load_skab,
    load_tep,
)
from anlan.demonstration.benchmarks.detection_tables import (
    COMPLETE,
    SELECTION,
    render_nab,
    render_skab,
    render_tep,
    write_block,
)
from anlan.demonstration.management.commands.bench_detection import DOCUMENT


def folder(name):
    found = SHARED / f"sensor-{name}"
    if not found.is_dir():
        pytest.skip(f"the labelled streams sensor-{name} do not lie beside this project")
    return found


def test_the_tables_of_pump_and_plant_in_the_docs_are_what_is_measured():
    document = DOCUMENT.read_text(encoding="utf-8")
    figures = detection.measure(skab=load_skab(folder("skab")), tep=load_tep(folder("tep")))

    assert render_skab(figures["skab"]) in document
    assert render_tep(figures["tep"]) in document


def test_scores_of_the_rules_in_the_docs_are_what_is_measured(monkeypatch):
    streams = load_nab(folder("nab"))
    rules = detection.single_channel()
    del rules[detection.SHAPES]  # takes seconds
    monkeypatch.setattr(detection, "single_channel", lambda: rules)
    document = DOCUMENT.read_text(encoding="utf-8")

    figures = detection.measure(nab=streams)

    assert (figures["nab"]["streams"], figures["nab"]["windows"]) == (6, 11)
    for line in render_nab(figures["nab"], SELECTION).splitlines():
        assert line in document


def test_a_perfect_and_a_silent_detector_frame_the_scale(monkeypatch):
    stream = Stream("made up", np.arange(1000.0), np.zeros(1000), ((400, 450), (800, 850)))
    first_rows = np.isin(np.arange(1000), (400, 800))
    monkeypatch.setattr(
        detection,
        "single_channel",
        lambda: {"perfect": lambda _s: first_rows, "silent": lambda _s: np.zeros(1000, bool)},
    )

    scores = detection.score_nab([stream])

    assert set(scores["perfect"].values()) == {100.0}
    assert set(scores["silent"].values()) == {0.0}


def test_a_fault_is_found_at_the_first_of_several_rows_in_a_row():
    flagged = np.array([1, 0, 1, 1, 1, 0], bool)

    assert detection.first_in_a_row(flagged, 3) == 2
    assert detection.first_in_a_row(flagged, 4) is None
    assert detection.first_in_a_row(flagged[:2], 3) is None


def test_published_figures_name_their_source_and_whether_it_was_seen():
    for block in detection.published().values():
        assert block["source"]
        assert isinstance(block["is_verified"], bool)


def test_a_block_is_written_between_its_marks(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("a\n<!-- complete: begin -->\nold\n<!-- complete: end -->\nb\n")
    write_block(document, COMPLETE, "new")

    assert "old" not in document.read_text()
    assert document.read_text().startswith("a\n<!-- complete: begin -->\n\nnew\n\n<!--")
    with pytest.raises(ValueError, match="no marks"):
        write_block(document, SELECTION, "new")


def test_without_streams_the_command_says_so(tmp_path):
    with pytest.raises(CommandError, match="no labelled streams"):
        call_command("bench_detection", data=tmp_path)
