"""What the page's start leaves out is there for whoever asks for it later."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from ui.loading import without_collection


def _python(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_gradio_is_imported_without_what_nothing_here_uses() -> None:
    code = """
import sys
from ui.loading import quick_import
with quick_import():
    import gradio
print(*(name for name in ("pandas", "mcp", "gradio.cli", "rich") if name in sys.modules))
"""
    assert _python(code) == []


def test_what_was_left_out_can_be_used_later() -> None:
    code = """
import inspect, sys
before = inspect.getfile
from ui.loading import quick_import
with quick_import():
    import gradio
    [hasattr(module, "__file__") for module in list(sys.modules.values())]
print(inspect.getfile is before)
import gradio.caching
import httpx._main, gradio.cli, pandas
print(gradio.caching.pd.DataFrame is pandas.DataFrame, callable(gradio.cli.deploy))
"""
    assert _python(code) == ["True"] * 3


def test_what_stands_for_pandas_finds_it_inside_the_block_too() -> None:
    code = """
from ui.loading import quick_import
with quick_import():
    import gradio, pandas
    print(pandas.DataFrame().empty)
import pandas as later
print(later.DataFrame is pandas.DataFrame)
"""
    assert _python(code) == ["True", "True"]


@pytest.mark.parametrize("before", [True, False])
def test_garbage_is_collected_again_behind_the_block(before: bool) -> None:
    collected = gc.isenabled()
    try:
        gc.enable() if before else gc.disable()
        with without_collection():
            assert not gc.isenabled()
        assert gc.isenabled() is before
    finally:
        gc.unfreeze()
        gc.enable() if collected else gc.disable()
