"""The command: which parts are measured, on how much text, and where the report goes."""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from eval.bench import corpora
from eval.bench.corpora import Corpus
from eval.bench.machine import description, is_busy
from eval.bench.measurements import Bench, Series, to_json
from eval.bench.peers import Contender, Ours
from eval.page import render
from rag.cli.terminal import say, show
from rag.errors import FactcheckError, InputError
from rag.quiet import silence
from rag.settings import Settings, load_settings

PARTS = ("limits", "ingest", "start", "warm", "quality", "growth", "memory")
REPORTS = Path("reports/bench")
FAILED, UNUSABLE, STOPPED = 1, 2, 130


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    parts: tuple[str, ...] = PARTS
    paragraphs: int = 500
    rounds: int = 5
    questions: int = 200
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    residence: tuple[int, int] = (20_000, 5_000)
    """Passages and questions of the one process whose memory is watched."""
    quick: bool = False


QUICK = Plan(paragraphs=30, rounds=2, questions=12, sizes=(60, 200), residence=(100, 20), quick=True)


@dataclass(slots=True)
class Bed:
    """What the parts share: text, settings, contenders, and what they have built."""

    plan: Plan
    corpus: Corpus
    settings: Settings
    scratch: Path
    _contenders: tuple[Contender, ...] = field(default=())

    @property
    def text(self) -> Corpus:
        """The part of the corpus that every contender is given."""
        return self.corpus.first(self.plan.paragraphs)

    @property
    def contenders(self) -> tuple[Contender, ...]:
        """Ours and the peers, loaded when first needed."""
        if not self._contenders:
            from eval.bench.peers import contenders

            self._contenders = contenders(self.settings)
        return self._contenders

    def built(self) -> tuple[Settings, tuple[Contender, ...]]:
        """Contenders with an index of the text, and the settings of our store; built unless ``ingest`` did."""
        ours = self.contenders[0]
        assert isinstance(ours, Ours)
        if not hasattr(ours, "settings"):
            say("building the indexes of all programs")
            files = corpora.write_files(self.text.articles, self.scratch / "files")
            for number, contender in enumerate(self.contenders):
                contender.build(files, self.scratch / f"built-{number}")
        return ours.settings, self.contenders

    def measure(self, part: str) -> Iterator[Series]:
        """The series of one part as they are found."""
        plan, text = self.plan, self.text
        asked = text.questions[: plan.questions]
        match part:
            case "limits":
                from eval.bench import limits

                passages = [paragraph for article in text.articles for paragraph in article.paragraphs]
                yield from limits.multiplying(plan.rounds, 1024 if plan.quick else 1536)
                yield from limits.embedding(passages[:256], plan.rounds, self.settings)
                yield from limits.reading(passages[:256], plan.rounds, self.settings)
            case "ingest":
                from eval.bench.ingesting import ingesting

                yield from ingesting(text, self.contenders, self.settings, plan.rounds, self.scratch)
            case "start":
                from eval.bench.starting import starting

                settings, _ = self.built()
                question = asked[0].question
                yield from starting(question, settings, self._tutorial_folder(), plan.rounds, self.scratch)
            case "warm":
                from eval.bench.warm import warming

                settings, contenders = self.built()
                yield from warming(asked, contenders, settings, plan.rounds)
            case "quality":
                from eval.bench.quality import finding, nfcorpus

                _, contenders = self.built()
                yield from finding(asked, contenders)
                if not plan.quick:
                    yield from nfcorpus(self.settings, self.scratch)
            case "memory":
                from eval.bench.residence import residing

                yield from residing(*plan.residence, self.settings, self.scratch)
            case _:
                from eval.bench.growing import growing

                # The questions must be on what the smallest store holds.
                first = self.corpus.first(min(plan.sizes)).questions[: plan.questions]
                yield from growing(
                    self.corpus, first, plan.sizes, self.settings, min(plan.rounds, 3), self.scratch
                )

    def _tutorial_folder(self) -> Path:
        from eval.bench.peers import Tutorial

        return next(each.folder for each in self.contenders if isinstance(each, Tutorial))


def run(plan: Plan, corpus: Corpus, settings: Settings, scratch: Path) -> Bench:
    """Measure part after part; an interrupt ends it and keeps what was measured, a fault ends its part."""
    remarks = (
        ("Other programs kept this machine busy: the figures vary, and say little.",) if is_busy() else ()
    )
    for remark in remarks:
        say(remark)
    bench = Bench(
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        quick=plan.quick,
        complete=True,
        machine=description(),
        corpus=f"{corpus.name}, {corpus.first(plan.paragraphs).paragraphs:,} of {corpus.paragraphs:,} paragraphs",
        remarks=remarks,
    )
    bed = Bed(plan, corpus, settings, scratch)
    found: list[Series] = []
    failures: list[str] = []
    complete = True
    for part in plan.parts:
        say(f"measuring: {part}")
        try:
            # One by one: what ends it in the middle loses nothing.
            for series in bed.measure(part):
                found.append(series)  # noqa: PERF402
        except KeyboardInterrupt:
            say(f"Stopped in {part}; what was measured is reported.")
            complete = False
            break
        except Exception as error:  # noqa: BLE001 - a part that fails must not lose the figures of the others
            traceback.print_exc()
            failures.append(f"The part {part} failed ({type(error).__name__}: {error}).")
    return replace(bench, complete=complete, series=tuple(found), failures=tuple(failures))


def write(bench: Bench, out: Path) -> None:
    """bench.json and bench.html in ``out``."""
    from eval.bench.report import page

    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(to_json(bench), encoding="utf-8")
    (out / "bench.html").write_text(render(page(bench)), encoding="utf-8")
    say(f"The report is {out / 'bench.html'}, its figures are in {out / 'bench.json'}.")


def print_tables(bench: Bench) -> None:
    """The tables of the report, on the terminal."""
    from rich.table import Table

    from eval.bench.report import tables

    for found in tables(bench):
        table = Table(box=None, pad_edge=False, title=found.title, title_justify="left")
        for heading in found.header:
            table.add_column(heading)
        for row in found.rows:
            table.add_row(*row)
        show(table)


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="Time this program beside what a user would write instead, in one run.",
        epilog="Ctrl-C ends it and keeps what was measured. "
        "Exit codes: 0 done, 1 a part failed, 2 unusable input, 130 stopped.",
    )
    parser.add_argument("--only", metavar="PART,…", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="little text, few rounds, small stores")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"rounds of each figure ({Plan().rounds})")
    parser.add_argument("--paragraphs", type=int, metavar="N", help="how much text every program is given")
    parser.add_argument("--questions", type=int, metavar="N", help="how many questions are asked")
    parser.add_argument("--sizes", metavar="N,…", help="stored passages of each step of growth")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="Markdown files to measure with")
    parser.add_argument("--out", type=Path, default=REPORTS, help="where the report goes (reports/bench)")
    parser.add_argument("--json", action="store_true", help="print the JSON and no table")
    return parser.parse_args(arguments)


def planned(given: argparse.Namespace) -> Plan:
    """The plan of these options.

    Raises:
        InputError: a part is unknown, or a number is too small.
    """
    plan = QUICK if given.quick else Plan()
    if given.only:
        parts = tuple(part for part in PARTS if part in given.only.split(","))
        unknown = sorted(set(given.only.split(",")) - set(PARTS))
        if unknown:
            raise InputError(f"The part {unknown[0]!r} is unknown; choose from {', '.join(PARTS)}.")
        plan = replace(plan, parts=parts)
    numbers = {name: getattr(given, name) for name in ("rounds", "paragraphs", "questions")}
    plan = replace(plan, **{name: number for name, number in numbers.items() if number is not None})
    if given.sizes:
        try:
            plan = replace(plan, sizes=tuple(sorted({int(size) for size in given.sizes.split(",")})))
        except ValueError:
            raise InputError(
                f"The sizes {given.sizes!r} are no numbers; write for example 1000,10000."
            ) from None
    for name in ("rounds", "paragraphs", "questions"):
        if getattr(plan, name) < 1:
            raise InputError(f"The number of {name} cannot be {getattr(plan, name)}: give at least 1.")
    if min(plan.sizes) < 1:
        raise InputError(f"A size cannot be {min(plan.sizes)}: give at least 1.")
    return plan


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report, print the tables; returns the exit code."""
    given = options(arguments)
    silence()
    try:
        plan = planned(given)
        corpus = corpora.available(given.corpus)
        # Never into a Chroma server that holds the documents of others.
        settings = load_settings(chroma_url=None)
        with tempfile.TemporaryDirectory(prefix="factcheck-bench-", ignore_cleanup_errors=True) as scratch:
            bench = run(plan, corpus, settings, Path(scratch))
    except FactcheckError as error:
        say(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        say("Stopped before anything was measured.")
        return STOPPED
    write(bench, given.out)
    if given.json:
        sys.stdout.write(to_json(bench))
    else:
        print_tables(bench)
    if bench.failures:
        return FAILED
    return 0 if bench.complete else STOPPED
