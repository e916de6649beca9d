"""Where embedding models run: on a graphics card where there is one and the settings allow it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from rag.errors import SettingsError

Device = Literal["auto", "cpu", "cuda"]
"""The setting: ``auto`` takes a graphics card where there is one."""

_DRIVER = Path("/dev/nvidiactl")


def torch_device(device: Device) -> str:
    """The device for torch: ``cuda`` or ``cpu``.

    Raises:
        SettingsError: ``cuda`` is wanted and torch finds none.
    """
    if device == "cpu" or (device == "auto" and not _DRIVER.exists()):
        return "cpu"  # without a driver there is no need to import torch, which takes seconds
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if device == "cuda":
        raise SettingsError(
            "The setting device is 'cuda', but PyTorch finds no graphics card; set FACTCHECK_DEVICE=auto, or "
            "install a driver and a build of PyTorch for it."
        )
    return "cpu"
