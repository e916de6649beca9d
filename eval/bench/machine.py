"""What the figures depend on: processor, memory, versions; and how fast it can multiply at best."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.quiet import silence

if TYPE_CHECKING:
    from openvino import Model, Node

LIBRARIES = (
    "openvino",
    "numpy",
    "torch",
    "sentence-transformers",
    "chromadb",
    "langchain-chroma",
    "langchain-core",
    "langchain-text-splitters",
    "bm25s",
)
SETS = {
    "avx2": "AVX2",
    "avx512f": "AVX-512",
    "avx512_vnni": "AVX-512 VNNI",
    "avx_vnni": "AVX VNNI",
    "avx512_bf16": "AVX-512 BF16",
    "amx_int8": "AMX int8",
    "amx_bf16": "AMX bf16",
    "asimd": "NEON",
    "asimddp": "NEON dot product",
    "i8mm": "NEON int8 matrices",
    "sve": "SVE",
}
PRECISIONS = ("f32", "i8")
_CHAIN = 6
_BUSY = 0.5  # of each core, on average of a minute: reading the text has taken a part of it


def description() -> dict[str, str]:
    """Names and values for people."""
    processor = _processor()
    found = {
        "processor": processor.get("model name") or platform.processor() or platform.machine(),
        "cores": str(cores()),
        "instruction sets": ", ".join(
            name for flag, name in SETS.items() if flag in processor.get("flags", "").split()
        )
        or "unknown",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "load at start": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
    }
    return found | {name: importlib.metadata.version(name) for name in LIBRARIES}


def cores() -> int:
    """Logical processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_busy() -> bool:
    """Whether other programs keep the machine from its best."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > _BUSY * cores()


class Multiplier:
    """Matrix products of one precision on OpenVINO: the best that inference on this machine can reach.

    ``executed`` is the precision in which the products really run.
    """

    def __init__(self, precision: str, size: int = 1536) -> None:
        silence()
        import openvino

        self._size = size
        config: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        compiled = openvino.Core().compile_model(_products(precision, size), "CPU", config)
        self.executed = _executed(compiled)
        self._request = compiled.create_infer_request()
        self._input = np.random.default_rng(0).uniform(-1, 1, (size, size)).astype(np.float32)

    def rate(self) -> float:
        """Giga operations a second, a multiplication and an addition counted as two."""
        start = time.perf_counter()
        self._request.infer([self._input])
        return _CHAIN * 2 * self._size**3 / (time.perf_counter() - start) / 1e9


def _products(precision: str, size: int) -> Model:
    """A chain of products, so that what surrounds a product weighs little."""
    import openvino
    from openvino import opset13 as op

    def rounded(x: Node) -> Node:
        low, high = (op.constant(np.float32(bound)) for bound in (-1.28, 1.27))
        return op.fake_quantize(x, low, high, low, high, 256)

    weights = np.random.default_rng(1).integers(-127, 128, (size, size)).astype(np.int8)
    first = x = op.parameter([size, size], np.float32, name="x")
    for _ in range(_CHAIN):
        if precision == "i8":
            scaled = op.multiply(op.convert(op.constant(weights), "f32"), op.constant(np.float32(1e-4)))
            x = op.matmul(rounded(x), scaled, False, True)
        else:
            x = op.matmul(x, op.constant(weights.astype(np.float32) * np.float32(1e-4)), False, True)
    return openvino.Model([x], [first], "products")


def _executed(compiled: Any) -> str:
    kinds = {"FullyConnected", "MatMul", "Gemm"}
    for node in compiled.get_runtime_model().get_ops():
        info = node.get_rt_info()
        if "layerType" in info and str(info["layerType"].astype(str)) in kinds:
            return str(info["runtimePrecision"].astype(str))
    return "unknown"


def _processor() -> dict[str, str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    found = {name.strip(): value.strip() for name, _, value in pairs}
    return found | {"flags": found.get("flags") or found.get("Features", "")}


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.1f} GiB"
    except (ValueError, OSError, AttributeError):
        return "unknown"
