"""The mean of two networks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

from rag.models.training import average


def saved(folder: Path, values: list[float]) -> str:
    folder.mkdir()
    torch.save({"layer": torch.tensor(values), "steps": torch.tensor(3)}, folder / "network.pt")
    return str(folder / "network.pt")


def test_parameters_are_averaged_by_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    networks = [saved(tmp_path / "one", [0.0, 1.0]), saved(tmp_path / "two", [1.0, 1.0])]
    monkeypatch.setattr(sys, "argv", ["average", str(tmp_path / "out"), *networks, "--weights", "1", "3"])
    average.main()
    mean = torch.load(tmp_path / "out" / "network.pt")
    assert mean["layer"].tolist() == [0.75, 1.0]
    assert mean["steps"].item() == 3


def test_a_weight_too_few_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["average", str(tmp_path), "a.pt", "b.pt", "--weights", "1"])
    with pytest.raises(SystemExit):
        average.main()
    assert "2 networks want as many weights" in capsys.readouterr().err
