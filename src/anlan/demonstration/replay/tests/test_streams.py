"""The recordings are read with their labels; where they are absent, that is said."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.demonstration.replay.streams import (
    RecordingsAbsent,
    find_folder,
    load_streams,
    windows_of,
)


@pytest.fixture(scope="module")
def folder():
    try:
        return find_folder()
    except RecordingsAbsent as absent:
        pytest.skip(str(absent))


@pytest.mark.parametrize(
    ("name", "streams", "windows"), [("skab", 12, 12), ("nab", 6, 11), ("tep", 4, 3)]
)
def test_streams_come_with_their_windows(folder, name, streams, windows):
    found = load_streams(folder, [name])

    assert len(found) == streams
    assert sum(len(stream.windows) for stream in found) == windows
    for stream in found:
        assert (np.diff(stream.time) > 0).all()
        assert stream.values.shape == (len(stream.time), len(stream.channels))
        assert stream.duration_s < 92 * 86_400  # within what the store keeps


def test_unlabelled_streams_say_so(folder):
    assert all(stream.windows is None for stream in load_streams(folder, ["rain-river"]))


def test_absent_recordings_are_told_plainly(tmp_path, monkeypatch):
    monkeypatch.setenv("ANLAN_RECORDINGS", "")
    monkeypatch.setattr("anlan.demonstration.replay.streams.PROJECT", tmp_path / "project")
    with pytest.raises(RecordingsAbsent, match="ANLAN_RECORDINGS"):
        find_folder()
    with pytest.raises(RecordingsAbsent, match="no such data set"):
        load_streams(tmp_path, ["music"])


def test_runs_of_labels_become_windows():
    time = np.arange(6.0)

    assert windows_of(time, np.array([0, 1, 1, 0, 0, 1], bool)) == ((1.0, 2.0), (5.0, 5.0))
