"""OpenVINO networks: compiled once, entered by one thread at a time, fed shapes of a small fixed set.

**One thread at a time.** Two Python threads inside OpenVINO at once can block each other for good (one
holds the interpreter and waits for a lock of OpenVINO's, the other holds that lock and waits for the
interpreter). So every compilation and every call takes its turn in ``SUBMISSION``, which is fair: a long
ingest gives way to a question after a few calls. The cores are still busy, since the calls of a turn run
side by side. What a model tells of its ports is asked inside of a turn, too. ``python -m tests.hostile library``
tries what OpenVINO does by itself, without our code, when threads compile, ask and infer at once.

**Few shapes.** OpenVINO keeps what it prepared for every shape that it meets. Rows are padded to
multiples of ``WIDTH`` word pieces (``NARROW`` for a network that reads alone) and called ``ROWS`` at a time, so
that a process keeps its size.
"""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rag.quiet import silence

if TYPE_CHECKING:
    import numpy as np
    import openvino
    from numpy.typing import NDArray

Row = tuple[Sequence[int], int]
"""The word-piece ids of one input, and where its second text begins (its length where there is none)."""
Outputs = dict[str, "NDArray[np.float32]"]
"""What the network says of one row, by the name of the output."""

WIDTH = 32
"""Rows are padded to a multiple of so many word pieces."""
NARROW = 16
"""The same for a network that reads alone, sentences mostly: an eighth of its work less than with ``WIDTH``. Its
further shapes take 5 MiB; those of a network with many calls side by side take 77 for a twentieth."""
ROWS = (4, 2, 1)
"""How many rows one call may hold; more are no faster on two cores."""
SHAPES = 64
"""Prepared shapes that OpenVINO may keep for one network."""
CALLS = 8
"""Calls of one turn: about a third of a second for the longest passages on two cores."""
PRECISION = "f32"
"""Of what is not in eight bits. Forced: where the processor has bfloat16 the default would give other
vectors and other scores than elsewhere."""
SUMS = 128
"""Products of eight bits that share a scale, where weights are in four: the groups of the weights. The default of 32
takes a quarter more time."""


_SHORTEST: Row = ([0], 1)


class FairLock:
    """A lock that is handed on in the order of asking; not reentrant."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._mutex:
            if not self._held:
                self._held = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        gate.acquire()

    def __exit__(self, *_: object) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


SUBMISSION = FairLock()
"""Held by the one thread that is inside OpenVINO."""


class Network:
    """A network that is compiled at its first use. Safe to share between threads."""

    def __init__(self, compiled: Callable[[], openvino.CompiledModel], *, alone: bool = False) -> None:
        """``alone``: it reads few rows at a time, with all cores for each."""
        self._compiled, self._alone = compiled, alone
        self._model: openvino.CompiledModel | None = None
        self._requests: list[openvino.InferRequest] = []
        # Released before the interpreter goes: OpenVINO's threads must not outlive its own state,
        # or the process aborts on its way out.
        weakref.finalize(self, self.__dict__.clear)

    @property
    def ready(self) -> bool:
        """Whether it is compiled already."""
        return self._model is not None

    def prepare(self) -> None:
        """Begin to load the network in a thread of its own, unless it is loaded: other work goes on meanwhile.

        It has been called once when that thread ends.
        """
        if not self.ready:
            threading.Thread(target=self._prepare, name="load").start()

    def run(self, rows: Sequence[Row]) -> list[Outputs]:
        """The outputs of each row, in order; a value for each word piece where an output has one for each place."""
        found: list[Outputs] = [{} for _ in rows]
        with SUBMISSION:
            self._load()
        unit = NARROW if self._alone else WIDTH
        calls = list(_calls([len(ids) for ids, _ in rows], len(self._requests), unit))
        for first in range(0, len(calls), CALLS):
            with SUBMISSION:
                model = self._load()
                names = [next(iter(port.names), str(place)) for place, port in enumerate(model.outputs)]
                for (numbers, width), outputs in self._side_by_side(rows, calls[first : first + CALLS]):
                    for name, values in zip(names, outputs, strict=True):
                        for number, value in zip(numbers, values, strict=True):
                            of_places = value.ndim > 0 and value.shape[0] == width
                            found[number][name] = value[: len(rows[number][0])] if of_places else value
        return found

    def _prepare(self) -> None:
        with suppress(Exception), SUBMISSION:  # the first use fails again, and says why
            self._load()
            # The first call of all orders the weights, half a second for the largest network; later shapes are quick.
            deque(self._side_by_side([_SHORTEST], [([0], NARROW)]), maxlen=0)

    def _load(self) -> openvino.CompiledModel:
        """The compiled network; only for the holder of ``SUBMISSION``."""
        if self._model is None:
            silence()
            model = self._compiled()
            most = 1 if self._alone else int(model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
            self._requests = [model.create_infer_request() for _ in range(most)]
            self._model = model
        return self._model

    def _side_by_side(
        self, rows: Sequence[Row], calls: Iterable[tuple[list[int], int]]
    ) -> Iterator[tuple[tuple[list[int], int], list[NDArray[np.float32]]]]:
        """Each call with a copy of all its outputs, in order.

        On two cores, two streams of one thread each read ten passages in two thirds of the time
        that one of two threads takes.
        """
        assert self._model is not None
        inputs, places = self._model.inputs, range(len(self._model.outputs))
        # Requests that are waited for, and no callbacks: those come on OpenVINO's own threads, which
        # may still hold Python when the process ends.
        free = list(self._requests)
        running: deque[tuple[tuple[list[int], int], openvino.InferRequest]] = deque()

        def finished() -> tuple[tuple[list[int], int], list[NDArray[np.float32]]]:
            call, request = running.popleft()
            request.wait()
            free.append(request)
            return call, [request.get_output_tensor(place).data.copy() for place in places]

        try:
            for call in calls:
                if not free:
                    yield finished()
                request = free.pop()
                numbers, width = call
                request.start_async(_padded([rows[number] for number in numbers], width, inputs))
                running.append((call, request))
            while running:
                yield finished()
        finally:
            for _, request in running:  # left early: nothing may still run when the turn ends
                request.wait()


def _calls(lengths: Sequence[int], requests: int, unit: int = WIDTH) -> Iterator[tuple[list[int], int]]:
    """Numbers of rows that share a width padded to ``unit``, ``ROWS`` at a time, and that width; the longest first.

    Few rows are shared out among the ``requests`` that run side by side.
    """
    share = -(-len(lengths) // requests)
    of_width: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        of_width.setdefault(-(-max(1, length) // unit) * unit, []).append(number)
    for width in sorted(of_width, reverse=True):
        waiting = of_width[width]
        while waiting:
            size = next(size for size in ROWS if size <= min(share, len(waiting)))
            yield waiting[:size], width
            waiting = waiting[size:]


def _padded(rows: Sequence[Row], width: int, inputs: Sequence[Any]) -> dict[str, NDArray[Any]]:
    """``ids``, a mask (``mask`` or ``attention``) and ``types``, as far as ``inputs`` has them: [rows, width]."""
    import numpy as np

    arrays = {}
    for port in inputs:
        name = next(iter(port.names))
        array = arrays[name] = np.zeros((len(rows), width), port.element_type.to_dtype())
        for row, (pieces, second) in enumerate(rows):
            if name == "ids":
                array[row, : len(pieces)] = pieces
            elif name == "types":
                array[row, second : len(pieces)] = 1
            else:
                array[row, : len(pieces)] = 1
    return arrays


def options_of(threads: int, *, alone: bool = False) -> dict[str, Any]:
    """How a network is compiled: for many calls side by side, or with all cores for one alone.

    ``threads`` 0 leaves their number to OpenVINO.
    """
    options: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY" if alone else "THROUGHPUT",
        "INFERENCE_PRECISION_HINT": PRECISION,
        "CPU_RUNTIME_CACHE_CAPACITY": str(SHAPES),
    }
    if alone:
        options["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = str(SUMS)
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    return options
