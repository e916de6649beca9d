"""A killed ingest of many small files keeps what it had reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.kills import kill_one, lost, write_files


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seconds", [0.0, 1.5])
def test_what_was_reported_is_there_after_a_kill(tmp_path: Path, seconds: float) -> None:
    folder, store = tmp_path / "files", tmp_path / "store"
    write_files(folder)
    first = kill_one(folder, store, seconds)
    assert first.reported
    assert first.failed == []
    assert lost(store, first.reported) == []
    again = kill_one(folder, store, 0.0)  # the next one goes on from there
    assert again.reported[0] == first.reported[0]
    assert lost(store, [*first.reported, *again.reported]) == []
