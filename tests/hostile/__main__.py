"""``make hostile``: every attack in full, with a report of what was tried, refused and used.

Everything runs on the loopback address alone. Ends with 1 when anything was not as it should be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

from rag.documents.addresses import is_public
from tests.hostile.addresses import PUBLIC, inside
from tests.hostile.files import files
from tests.hostile.requests import fault_of, requests, send

ROOT = Path(__file__).resolve().parents[2]
HARMLESS = "The ferry line will close in May {}. The council decided it on Monday."
TOKEN = "a-token-for-the-attacks"
HEADERS = {"authorization": f"Bearer {TOKEN}"}


@dataclass
class Result:
    """One kind of attack: what was tried, what was refused with a sentence, and what it took at most."""

    kind: str
    tried: int = 0
    refused: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    faults: list[str] = field(default_factory=list)
    notes: str = ""

    def line(self) -> str:
        return (
            f"{self.kind:<10} {self.tried:>6} {self.refused:>8} {self.seconds:>9.2f} {self.megabytes:>9.0f} "
            f"{len(self.faults):>7}  {self.notes}"
        )


def _megabytes(pid: int, name: str = "VmHWM") -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def server(folder: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The real server on a free port, in a process of its own, with a store of its own."""
    nothing = folder / "no-seeds"
    nothing.mkdir(parents=True, exist_ok=True)
    with (folder / "server.log").open("a", encoding="utf-8") as log:
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "ui",
                "--port",
                "0",
                "--store",
                str(folder / "store"),
                "--seeds",
                str(nothing),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "FACTCHECK_UI_TOKEN": TOKEN, **environment},
        )
        try:
            assert child.stdout is not None
            line = child.stdout.readline()
            yield next(word for word in line.split() if word.startswith("http://")).partition("/?")[0], child
        finally:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()


def try_addresses(_: argparse.Namespace) -> Result:
    result = Result("addresses")
    for address in inside():
        result.tried += 1
        if is_public(address):
            result.faults.append(f"{address} counts as public")
        else:
            result.refused += 1
    result.tried += len(PUBLIC)
    result.faults += [f"{address} counts as inside" for address in PUBLIC if not is_public(address)]
    return result


def try_requests(given: argparse.Namespace) -> Result:
    result = Result("requests")
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (url, child):
        _wait_ready(url)
        attempts = list(requests())[:: given.step]
        before = _megabytes(child.pid, "VmRSS")
        for attempt in attempts:
            attempt.headers.setdefault("authorization", HEADERS["authorization"])
            began = time.perf_counter()
            reply = send(url, attempt, seconds=60)
            result.seconds = max(result.seconds, time.perf_counter() - began)
            result.tried += 1
            if (fault := fault_of(attempt, reply)) is not None:
                result.faults.append(f"{attempt.about}: {fault}")
            elif reply.status >= 400 or reply.status == 0:
                result.refused += 1
        result.megabytes = _megabytes(child.pid)
        result.notes = f"{before:.0f} MiB before, {_megabytes(child.pid, 'VmRSS'):.0f} MiB after"
        if httpx.get(f"{url}/fc/health").status_code != 200:
            result.faults.append("the server does not answer any more")
    return result


def try_files(given: argparse.Namespace) -> Result:
    """Each hostile file, and a harmless one sent right behind it, over the API of a real server."""
    result = Result("files")
    behind: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), FACTCHECK_PARSE_SECONDS=str(given.seconds)) as (url, child),
        httpx.Client(base_url=url, headers=HEADERS, timeout=600) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        _wait_ready(url)

        def sent(name: str, data: bytes) -> tuple[dict[str, object], float]:
            began = time.perf_counter()
            reply = client.post("/gradio_api/upload", files={"files": (name or "file", data)})
            path = reply.json()[0]
            file = {"path": path, "orig_name": name or "file", "meta": {"_type": "gradio.FileData"}}
            event = client.post("/gradio_api/call/ingest", json={"data": [file, None, None, None]}).json()
            told = client.get(f"/gradio_api/call/ingest/{event['event_id']}").text
            answer = json.loads(told.strip().splitlines()[-1].removeprefix("data: "))
            report = answer[0] if isinstance(answer, list) else {"status": "fault", "reason": told[:100]}
            return report, time.perf_counter() - began

        sent("first.txt", HARMLESS.format("first").encode())  # it starts the parser
        for number, (name, data) in enumerate(list(files(given.size))[:: given.step]):
            safe = "".join(sign for sign in Path(name).name if sign.isprintable() and sign.isascii())[-60:]
            attack = pool.submit(sent, safe, data)
            harmless, seconds = sent("harmless.txt", HARMLESS.format(number).encode())
            behind.append(seconds)
            report, took = attack.result()
            result.tried += 1
            result.seconds = max(result.seconds, took)
            reason = str(report.get("reason") or "")
            if report["status"] == "failed" and reason.endswith("."):
                result.refused += 1
            elif report["status"] not in ("added", "unchanged", "updated"):
                result.faults.append(f"{safe}: {report['status']} {reason[:80]}")
            if harmless["status"] not in ("added", "unchanged"):
                result.faults.append(f"harmless behind {safe}: {harmless}")
            if seconds > 5:
                result.faults.append(f"harmless behind {safe} took {seconds:.1f} s")
        result.megabytes = _megabytes(child.pid)
    behind.sort()
    result.notes = f"harmless behind: median {behind[len(behind) // 2]:.2f} s, most {behind[-1]:.2f} s"
    return result


def try_starts(given: argparse.Namespace) -> Result:
    """Fresh starts that are asked from the first millisecond; none may hang."""
    result = Result("starts")
    first: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(given.starts):
            result.tried += 1
            began = time.perf_counter()
            fault = _one_start(Path(scratch), first)
            result.seconds = max(result.seconds, time.perf_counter() - began)
            if fault:
                result.faults.append(fault)
    first.sort()
    if first:
        result.notes = f"config while warming: median {first[len(first) // 2]:.2f} s, most {first[-1]:.2f} s"
    return result


def _one_start(folder: Path, first: list[float]) -> str | None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with server(folder, FACTCHECK_UI_PORT=str(port)) as (url, _):
        done = threading.Event()
        faults: list[str] = []

        def ask() -> None:
            try:
                body = {"question": "When does the ferry line close?"}
                answer = httpx.post(f"{url}/api/ask", json=body, headers=HEADERS, timeout=120)
                if answer.status_code != 200:
                    faults.append(f"ask: {answer.status_code} {answer.text[:100]}")
            except httpx.HTTPError as error:
                faults.append(f"ask: {type(error).__name__}")

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        while not done.is_set() and any(asker.is_alive() for asker in askers):
            began = time.perf_counter()
            try:
                httpx.get(f"{url}/config", headers=HEADERS, timeout=30).raise_for_status()
                httpx.get(f"{url}/fc/health", timeout=30).raise_for_status()
            except httpx.HTTPError as error:
                faults.append(f"config: {type(error).__name__}")
            first.append(time.perf_counter() - began)
            done.wait(0.3)
        for asker in askers:
            asker.join(150)
            if asker.is_alive():
                faults.append("a question got no answer in 150 s")
        return faults[0] if faults else None


def try_load(given: argparse.Namespace) -> Result:
    """Clients that ask at the same time, and what the process weighs before and after."""
    result = Result("load")
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (url, child):
        _wait_ready(url)
        text = " ".join(HARMLESS.format(2000 + number) for number in range(40))
        httpx.post(
            f"{url}/api/ingest", json={"text": text, "name": "a.txt"}, headers=HEADERS, timeout=120
        ).raise_for_status()

        def client(number: int) -> None:
            with httpx.Client(base_url=url, headers=HEADERS, timeout=120) as asking:
                for turn in range(given.questions):
                    began = time.perf_counter()
                    body = {
                        "question": f"When in May {2000 + (number + turn) % 40} does the ferry line close?"
                    }
                    answer = asking.post("/api/ask", json=body)
                    times.append(time.perf_counter() - began)
                    if answer.status_code != 200:
                        result.faults.append(f"{answer.status_code} {answer.text[:80]}")

        client(0)
        before = _megabytes(child.pid, "VmRSS")
        with ThreadPoolExecutor(given.clients) as pool:
            list(pool.map(client, range(given.clients)))
        after = _megabytes(child.pid, "VmRSS")
        result.megabytes = _megabytes(child.pid)
    times.sort()
    result.tried = len(times)
    result.seconds = times[-1]
    result.notes = (
        f"p50 {times[len(times) // 2]:.2f} s, p95 {times[int(len(times) * 0.95)]:.2f} s; "
        f"{before:.0f} MiB before, {after:.0f} MiB after"
    )
    return result


def _wait_ready(url: str) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/fc/health", timeout=10).json()["status"] == "ready":
                return
        time.sleep(0.1)
    raise TimeoutError("The server did not get ready.")


KINDS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "addresses": try_addresses,
    "requests": try_requests,
    "files": try_files,
    "starts": try_starts,
    "load": try_load,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the attacks that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"some of: {' '.join(KINDS)}")
    parser.add_argument(
        "--step", type=int, default=1, help="every so many of the files and requests (1: all)"
    )
    parser.add_argument(
        "--size", type=int, default=500_000, help="characters of the files that repeat one thing"
    )
    parser.add_argument("--seconds", type=float, default=30, help="seconds that a file may take to parse")
    parser.add_argument("--starts", type=int, default=200, help="fresh starts")
    parser.add_argument("--clients", type=int, default=30, help="clients at the same time")
    parser.add_argument("--questions", type=int, default=8, help="questions of each client")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "reports" / "hostile.json", help="the report's file"
    )
    given = parser.parse_args(arguments)
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"there is no kind {min(unknown)!r}; the kinds are {', '.join(KINDS)}")
    logging.disable(logging.CRITICAL)
    say = sys.stdout.write
    say(f"{'kind':<10} {'tried':>6} {'refused':>8} {'most s':>9} {'most MiB':>9} {'faults':>7}\n")
    results = []
    for kind in given.kinds or KINDS:
        result = KINDS[kind](given)
        results.append(result)
        say(result.line() + "\n")
        for fault in result.faults[:20]:
            say(f"    {fault}\n")
        sys.stdout.flush()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say(f"largest process of all: {children:.0f} MiB\n")
    given.report.parent.mkdir(parents=True, exist_ok=True)
    given.report.write_text(json.dumps([asdict(result) for result in results], indent=2), encoding="utf-8")
    return int(any(result.faults for result in results))


if __name__ == "__main__":
    sys.exit(main())
