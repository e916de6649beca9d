"""OpenVINO models: compiled once, at their first use, and called side by side."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import openvino
    from numpy.typing import NDArray

K = TypeVar("K")
PRECISION = "f32"
"""Of what is not in eight bits. Forced: where the processor has bfloat16 the default would give other
vectors and other scores than elsewhere."""
SUMS = 128
"""Products of eight bits that share a scale, where weights are in four: the groups of the weights. The default of 32
takes a quarter more time."""


class CompiledOnce:
    """A model that is compiled at its first use, and once when several threads ask for it together."""

    def __init__(self, compiled: Callable[[], openvino.CompiledModel]) -> None:
        self._compiled = compiled
        self._lock = threading.Lock()
        self._model: openvino.CompiledModel | None = None
        # Released before the interpreter goes: OpenVINO's threads must not outlive its own state,
        # or the process aborts on its way out.
        weakref.finalize(self, self.__dict__.clear)

    @property
    def ready(self) -> bool:
        """Whether it is compiled already."""
        return self._model is not None

    def __call__(self) -> openvino.CompiledModel:
        with self._lock:
            if self._model is None:
                self._model = self._compiled()
            return self._model


def options_of(threads: int, *, alone: bool = False) -> dict[str, Any]:
    """How a model is compiled: for many calls side by side, or with all cores for one alone.

    ``threads`` 0 leaves their number to OpenVINO.
    """
    options: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY" if alone else "THROUGHPUT",
        "INFERENCE_PRECISION_HINT": PRECISION,
    }
    if alone:
        options["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = str(SUMS)
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    return options


def requests_of(model: openvino.CompiledModel) -> int:
    """How many inference requests run side by side."""
    return int(model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))


def side_by_side(
    model: openvino.CompiledModel, calls: Iterable[tuple[K, dict[str, NDArray[Any]]]]
) -> Iterator[tuple[K, list[NDArray[np.float32]]]]:
    """Run each call (a key and its inputs); gives the key and a copy of all outputs, in order.

    On two cores, two streams of one thread each read ten passages in two thirds of the time that
    one of two threads takes.
    """
    # Requests that are waited for, and no callbacks: those come on OpenVINO's own threads, which
    # may still hold Python when the process ends.
    free = [model.create_infer_request() for _ in range(requests_of(model))]
    running: deque[tuple[K, openvino.InferRequest]] = deque()

    def finished() -> tuple[K, list[NDArray[np.float32]]]:
        key, request = running.popleft()
        request.wait()
        free.append(request)
        return key, [request.get_output_tensor(place).data.copy() for place in range(len(model.outputs))]

    for key, inputs in calls:
        if not free:
            yield finished()
        request = free.pop()
        request.start_async(inputs)
        running.append((key, request))
    while running:
        yield finished()
