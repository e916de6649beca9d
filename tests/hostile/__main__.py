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
from tests.hostile import kills, library
from tests.hostile.addresses import PUBLIC, inside
from tests.hostile.files import files
from tests.hostile.requests import fault_of, requests, send
from tests.ui.hostile import HOSTILE

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


_GROWTH = 64.0
"""MiB that a process may be larger after a second round of the same than after the first."""


def _progress(kind: str, words: str) -> None:
    """How far an attack is, on standard error: some take an hour."""
    sys.stderr.write(f"\r{kind}: {words}   ")
    sys.stderr.flush()


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
        weights = [_megabytes(child.pid, "VmRSS")]
        for attempt in (*attempts, None, *attempts, None):  # the second round finds what grows
            if attempt is None:
                weights.append(_megabytes(child.pid, "VmRSS"))
                continue
            attempt.headers.setdefault("authorization", HEADERS["authorization"])
            began = time.perf_counter()
            reply = send(url, attempt, seconds=60)
            result.seconds = max(result.seconds, time.perf_counter() - began)
            result.tried += 1
            if (fault := fault_of(attempt, reply)) is not None:
                result.faults.append(f"{attempt.about}: {fault}")
            elif reply.status >= 400 or reply.status == 0:
                result.refused += 1
            if result.tried % 50 == 0:
                _progress("requests", str(result.tried))
        result.megabytes = _megabytes(child.pid)
        _weigh(result, weights)
        if httpx.get(f"{url}/fc/health").status_code != 200:
            result.faults.append("the server does not answer any more")
    return result


def _weigh(result: Result, weights: list[float]) -> None:
    """The size of a process before, after a first and after a second round of the same."""
    before, first, second = weights
    result.notes = f"{before:.0f} MiB before, {first:.0f} after one round, {second:.0f} after two"
    if second > first + _GROWTH:
        result.faults.append(f"the process grew by {second - first:.0f} MiB in the second round")


def try_payloads(_: argparse.Namespace) -> Result:
    """Texts that would run as markup, as documents, names and questions: the process keeps its size."""
    result = Result("payloads")
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (url, child):
        _wait_ready(url)
        weights = [_megabytes(child.pid, "VmRSS")]
        with httpx.Client(base_url=url, headers=HEADERS, timeout=120) as client:
            for turn in range(2):
                for number, payload in enumerate(HOSTILE):
                    result.tried += 1
                    _progress("payloads", str(result.tried))
                    text = f"{HARMLESS.format(2000 + number)} The notice says {payload} in round {turn}."
                    began = time.perf_counter()
                    calls = (
                        ("ingest", {"text": text, "name": f"{payload[:40]}.txt"}),
                        ("ask", {"question": f"What does the notice say about {payload}?"}),
                        ("search", {"query": payload}),
                    )
                    for path, body in calls:
                        reply = client.post(f"/api/{path}", json=body)
                        told = reply.headers.get("content-type", "")
                        if reply.status_code >= 500 or not told.startswith("application/json"):
                            result.faults.append(f"{path} of {payload[:40]!r}: {reply.status_code} {told}")
                    result.seconds = max(result.seconds, time.perf_counter() - began)
                weights.append(_megabytes(child.pid, "VmRSS"))
        result.megabytes = _megabytes(child.pid)
        _weigh(result, weights)
    return result


def try_kills(given: argparse.Namespace) -> Result:
    """An ingest of many small files, killed again and again: what it had reported is in the store."""
    result = Result("kills")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        ingests, reported, result.faults = kills.run(
            Path(folder), given.kills, lambda words: _progress("kills", words)
        )
        result.seconds = (time.perf_counter() - began) / max(1, ingests)
    result.tried = given.kills
    result.notes = f"{reported} files reported by {ingests} ingests; seconds are of one"
    return result


def try_library(given: argparse.Namespace) -> Result:
    """OpenVINO without our code: does it hang when threads compile and infer at once?"""
    result = Result("library", tried=given.runs)
    with tempfile.TemporaryDirectory() as cache:
        began = time.perf_counter()
        ended, stacks = library.hangs(given.runs, cache)
        result.seconds = (time.perf_counter() - began) / max(1, given.runs)
    # A finding about the library and no fault of the program, which never does this.
    result.notes = f"{ended} ended, {len(stacks)} hung" + "".join(f"\n{stack}" for stack in stacks[:1])
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
            _progress("files", str(result.tried))
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
            if given.until and time.time() > given.until:
                break
            result.tried += 1
            _progress("starts", f"{result.tried}, {len(result.faults)} faults")
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
    "payloads": try_payloads,
    "kills": try_kills,
    "library": try_library,
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
    parser.add_argument("--minutes", type=float, help="begin no further fresh start after so many")
    parser.add_argument("--kills", type=int, default=50, help="ingests that are killed")
    parser.add_argument("--runs", type=int, default=50, help="fresh processes with OpenVINO alone")
    parser.add_argument(
        "--add", action="store_true", help="add to what the report holds: 200 starts in several runs"
    )
    parser.add_argument("--clients", type=int, default=30, help="clients at the same time")
    parser.add_argument("--questions", type=int, default=8, help="questions of each client")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "reports" / "hostile.json", help="the report's file"
    )
    given = parser.parse_args(arguments)
    given.until = time.time() + 60 * given.minutes if given.minutes else None
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
    kept = _added(given.report, results) if given.add else results
    given.report.write_text(json.dumps([asdict(result) for result in kept], indent=2), encoding="utf-8")
    return int(any(result.faults for result in results))


def _added(report: Path, results: list[Result]) -> list[Result]:
    """What the report holds together with ``results``: counts and faults of a kind add up."""
    before = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else []
    kept = {each["kind"]: Result(**each) for each in before}
    for new in results:
        old = kept.get(new.kind, Result(new.kind))
        kept[new.kind] = Result(
            new.kind,
            old.tried + new.tried,
            old.refused + new.refused,
            max(old.seconds, new.seconds),
            max(old.megabytes, new.megabytes),
            [*old.faults, *new.faults],
            new.notes,
        )
    return list(kept.values())


if __name__ == "__main__":
    sys.exit(main())
