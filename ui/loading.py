"""What a page that is to come at once must not wait for: parts of Gradio's start that nothing here uses."""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNUSED = ("mcp", "httpx._main", "httpx2._main")
"""Modules that others import if they can: an MCP SDK (ours is `ui.mcp`), the command lines of the HTTP clients."""
_STUBBED = {"gradio.cli": "deploy"}
"""A command line of Gradio's own, and the one name that Gradio wants of it."""
_LATER = ("pandas",)
"""Imported by Gradio at its start and used by none of the components here: loaded when first used."""


@contextlib.contextmanager
def quick_import() -> Iterator[None]:
    """Spare the import of Gradio inside the block what nothing here uses; undone behind it.

    At each import Gradio parses the source of every component and renders a stub for its editor
    support (``gradio.component_meta.create_or_modify_pyi``): more than half of its import time,
    and a write into site-packages. It skips classes that have no file. The modules named above
    take a third of what is left.
    """
    getfile = inspect.getfile

    def without_gradio(thing: object) -> str:
        if inspect.isclass(thing) and thing.__module__.startswith("gradio."):
            raise OSError(f"{thing.__name__} has no file to write stubs for")
        return getfile(thing)  # type: ignore[arg-type]

    held: dict[str, ModuleType | None] = dict.fromkeys(_UNUSED)
    held.update((name, _Later(name)) for name in _LATER)
    for name, wanted in _STUBBED.items():
        held[name] = stub = ModuleType(name)
        setattr(stub, wanted, None)
    held = {name: module for name, module in held.items() if name not in sys.modules}
    inspect.getfile = without_gradio  # type: ignore[assignment]
    sys.modules.update(held)  # type: ignore[arg-type]  # None forbids the import
    try:
        with without_collection():
            yield
    finally:
        for name, module in held.items():
            if sys.modules.get(name) is module:
                sys.modules.pop(name, None)
        inspect.getfile = getfile


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """No garbage collection inside the block: what a start makes stays, and is not looked through again behind it."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def without_servers() -> Iterator[None]:
    """Spare a page that is mounted the servers that Gradio makes while it is built.

    ``Blocks()``, the end of its block and ``queue()`` make one each, of a hundred routes and for a
    tenth of a second; only the one of ``mount_gradio_app`` is ever used.
    """
    from gradio.routes import App

    create = App.create_app
    App.create_app = staticmethod(lambda *_, **__: None)  # type: ignore[assignment]
    try:
        yield
    finally:
        App.create_app = staticmethod(create)  # type: ignore[method-assign]


class _Later(ModuleType):
    """Stands for a module until something of it is asked for. (importlib's LazyLoader loads at the second import.)"""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # asked of every module by those who look through all
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)
