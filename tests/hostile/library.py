"""OpenVINO by itself, without our code: threads that compile and infer at once in a fresh process.

A server that was asked in the second of its start once stood still for good, with two threads inside ``infer``
of one model. This tries what it did with the library alone: one thread compiles a second network while others
call the first one, each by ``infer_request.infer`` of its own request, by ``compiled(inputs)``, which shares one
request, and with Python's garbage collector called in between. A process that takes no time of the
processor for five seconds has hung, and its stacks are kept.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rag.models.installation import SHIPPED

_PROGRAM = """
import faulthandler, gc, signal, sys, threading
faulthandler.register(signal.SIGUSR1)  # told by C, also where Python's lock is held
import numpy as np
import openvino as ov

core = ov.Core()
first, second, cache = sys.argv[1:]
options = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32", "CACHE_DIR": cache}
shared, start = [], threading.Barrier(6)
lock = threading.Lock()

def compiled(path):
    with lock:  # compiled once, as a program does that loads at the first use
        if not shared:
            shared.append(core.compile_model(path, "CPU", options))
    return shared[0]

def arrays(model, width, rows):
    return {p.any_name: np.ones((rows, width), p.element_type.to_dtype()) for p in model.inputs}

def own(number):
    start.wait()
    model = compiled(first)
    request = model.create_infer_request()
    for turn in range(6):
        request.infer(arrays(model, 16 * (1 + (number + turn) % 5), 1 + turn % 3))
        gc.collect()

def common(number):
    start.wait()
    model = compiled(first)
    for turn in range(6):
        model(arrays(model, 16 * (1 + (number + turn) % 5), 1))

def other(number):
    start.wait()
    model = core.compile_model(second, "CPU", options)
    model.create_infer_request().infer(arrays(model, 32, 2))

threads = [threading.Thread(target=work, args=(n,)) for n, work in enumerate((own, own, common, common, other, other))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("ended")
"""


def hangs(runs: int, cache: str, *, seconds: float = 60.0) -> tuple[int, list[str]]:
    """How many of ``runs`` fresh processes ended, and the stacks of those that stood still after ``seconds``."""
    ended, stacks = 0, list[str]()
    first, second = (str(SHIPPED[name] / f"{name}.xml") for name in ("reader", "judge"))
    for _ in range(runs):
        with tempfile.TemporaryFile("w+") as told:
            child = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, first, second, cache], stdout=subprocess.PIPE, stderr=told
            )
            while True:
                try:
                    child.wait(seconds)
                    ended += child.returncode == 0
                    break
                except subprocess.TimeoutExpired:
                    if not _stands_still(child.pid):  # a busy machine is slow
                        continue
                child.send_signal(signal.SIGUSR1)
                time.sleep(1)
                child.kill()
                child.wait()
                told.seek(0)
                stacks.append(told.read())
                break
            assert child.stdout is not None
            child.stdout.close()
    return ended, stacks


def _stands_still(pid: int) -> bool:
    before = _ticks(pid)
    time.sleep(5)
    return _ticks(pid) == before


def _ticks(pid: int) -> int:
    """The processor's time that a process took, in hundredths of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
