from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 50


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_fifty_moments_nothing_is_lost_nothing_doubled_and_the_next_start_repairs(
    tmp_path: Path,
) -> None:
    command = [sys.executable, str(ROOT / "tests/index/nursery.py"), str(tmp_path), str(KILLS), "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    outcome = json.loads(done.stdout)
    assert outcome["faults"] == []
    assert outcome["killed"] >= KILLS * 0.8
    assert outcome["moments"] > 200
