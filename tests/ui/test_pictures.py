"""The pictures of the README are taken by using the page as a reader does, over the real program and the seeds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import ui
from ui import pictures

pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n\x1a\n"


def test_every_picture_can_be_taken_at_its_size(tmp_path: Path, browser: object) -> None:
    # A process of its own: Playwright takes one browser a thread, and this one has it.
    done = subprocess.run(
        [sys.executable, "-m", "ui.pictures", "--to", str(tmp_path)],
        cwd=Path(ui.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    wanted = {picture.name: picture for picture in pictures.PICTURES}
    files = [Path(line) for line in done.stdout.split()]
    assert [file.stem for file in files] == list(wanted)
    for file in files:
        head = file.read_bytes()[:24]
        assert head.startswith(PNG)
        width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
        picture = wanted[file.stem]
        assert (width, height) == (int(picture.width * 1.5), int(picture.height * 1.5))


def test_a_picture_that_does_not_exist_is_refused_with_the_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        pictures.main(["nothing"])
    assert "phone-check" in capsys.readouterr().err
