"""How far it goes: plans for large stores, computed from the measured growth.

What is measured stands in ``Growth``; what is assumed (prices, the machine that is rented) in
``Rented``; the formulae are the properties of ``Scale``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eval.bench.measurements import EMBEDDING, OURS, Bench
from eval.bench.plots import figure
from eval.page import Table

GOALS = (1_000_000, 10_000_000, 1_000_000_000)
DIMENSION = 384
NEIGHBOURS = 16
"""``max_neighbors`` of Chroma's HNSW; its lowest layer holds twice as many for each element."""

GIB = 2**30
_ID_BYTES = 300
"""Of an element outside the graph: its id, both ways, and two numbers of metadata (an estimate)."""

_HOURS = 730.0  # of a month
_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Rented:
    """Assumed: a machine as providers rent it, and what it costs in US dollars. Put in your own."""

    cores: int = 16
    memory: float = 128.0
    core_hour: float = 0.04
    gib_hour: float = 0.005
    disk_month: float = 0.08

    @property
    def hour(self) -> float:
        """Dollars an hour."""
        return self.cores * self.core_hour + self.memory * self.gib_hour


@dataclass(frozen=True, slots=True)
class Growth:
    """Measured: bytes a passage, seconds a passage, and latencies at two sizes, on ``cores`` cores."""

    cores: int
    sizes: tuple[int, int]
    catalogue_bytes: float
    index_bytes: float
    embed_rate: float
    store_seconds: float
    answer: tuple[float, float]
    index_search: tuple[float, float]

    @classmethod
    def of(cls, bench: Bench) -> Growth | None:
        """What a run says; None where it did not measure growth over two sizes and embedding."""
        sizes = bench.sizes("growth", "ask p50")
        embed = bench.find("limits", EMBEDDING, OURS)
        if len(sizes) < 2 or embed is None:
            return None
        small, large = sizes[0], sizes[-1]

        def at(task: str, size: int, contender: str = OURS) -> float:
            found = bench.find("growth", task, contender, size)
            return math.nan if found is None else found.median

        return cls(
            cores=int(bench.machine.get("cores", "1")),
            sizes=(small, large),
            catalogue_bytes=at("disk, catalogue", large) * 2**20 / large,
            index_bytes=at("disk, index", large) * 2**20 / large,
            embed_rate=embed.median,
            store_seconds=(at("fill, catalogue", large) + at("fill, index", large)) / 1000,
            answer=(at("ask p50", small) / 1000, at("ask p50", large) / 1000),
            index_search=(
                at("search by vector", small, "Chroma's index") / 1000,
                at("search by vector", large, "Chroma's index") / 1000,
            ),
        )


@dataclass(frozen=True, slots=True)
class Scale:
    """A plan for ``passages`` stored passages."""

    passages: int
    growth: Growth
    rented: Rented

    @property
    def index_memory(self) -> float:
        """GiB of all graphs together: vectors in float32, links, ids. A search touches them at random."""
        links = 4 * (2 * NEIGHBOURS + 1)
        return self.passages * (4 * DIMENSION + links + _ID_BYTES) / GIB

    @property
    def disk(self) -> float:
        """GiB of catalogue and index."""
        return self.passages * (self.growth.catalogue_bytes + self.growth.index_bytes) / GIB

    @property
    def index_machines(self) -> int:
        """Machines whose memory holds the graphs, a quarter of it left to everything else."""
        return math.ceil(self.index_memory / (0.75 * self.rented.memory))

    @property
    def ingest_hours(self) -> float:
        """Hours that embedding and storing take on one rented machine; embedding goes with the cores."""
        embedding = self.passages / (self.growth.embed_rate * self.rented.cores / self.growth.cores)
        return (embedding + self.passages * self.growth.store_seconds) / 3600

    @property
    def ingest_machines(self) -> int:
        """Machines that are through within a day."""
        return math.ceil(self.ingest_hours / _DAY)

    @property
    def shard_search(self) -> float:
        """Seconds of a search in one shard: it grows with the logarithm of what the shard holds."""
        (small, large), (first, last) = self.growth.sizes, self.growth.index_search
        slope = max(0.0, last - first) / math.log(large / small)
        return last + slope * max(0.0, math.log(self.passages / self.index_machines / large))

    @property
    def core_seconds(self) -> float:
        """Seconds of one core that an answer costs: the measured answer on all cores, and every shard."""
        work = self.growth.answer[1] * self.growth.cores
        return work + self.index_machines * self.shard_search

    @property
    def answers_a_second(self) -> float:
        """Answers a second of one rented machine that only answers."""
        return self.rented.cores / self.core_seconds

    @property
    def cost_of_thousand(self) -> float:
        """Dollars of computing for a thousand answers, the machines busy."""
        return 1000 * self.core_seconds / self.rented.cores * self.rented.hour / 3600

    @property
    def month(self) -> float:
        """Dollars a month to keep it ready: the machines of the index and the disks, asked or not."""
        return self.index_machines * self.rented.hour * _HOURS + self.disk * self.rented.disk_month


def plan_table(bench: Bench, rented: Rented | None = None) -> Table | None:
    """The plan for each goal as a table; None where growth was not measured."""
    growth = Growth.of(bench)
    if growth is None:
        return None
    rented = rented or Rented()
    scales = [Scale(goal, growth, rented) for goal in GOALS]
    rows: dict[str, Sequence[float]] = {
        "disk, catalogue and index, GiB": [scale.disk for scale in scales],
        "memory of the index, GiB": [scale.index_memory for scale in scales],
        "machines that hold the index": [scale.index_machines for scale in scales],
        "ingest on one machine, hours": [scale.ingest_hours for scale in scales],
        "machines to ingest within a day": [scale.ingest_machines for scale in scales],
        "search of one shard, ms": [1000 * scale.shard_search for scale in scales],
        "answers a second of one machine": [scale.answers_a_second for scale in scales],
        "US dollars for 1,000 answers": [scale.cost_of_thousand for scale in scales],
        "US dollars a month, ready": [scale.month for scale in scales],
    }
    return Table(
        "The plan",
        ("passages", *(f"{goal:,}" for goal in GOALS)),
        tuple((name, *map(figure, values)) for name, values in rows.items()),
        f"Assumed: machines of {rented.cores} cores and {rented.memory:.0f} GiB at {rented.hour:.2f} US dollars an "
        f"hour, disk at {rented.disk_month:.2f} US dollars a GiB and month; measured on {growth.cores} cores with "
        f"{growth.sizes[0]:,} and {growth.sizes[1]:,} passages.",
    )
