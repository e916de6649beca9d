"""The bare networks as the program calls them, with or without the reviewer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eval.models.readers import Prediction
from rag.errors import InputError, ModelError
from rag.reading.protocol import PassageReading, Reader
from rag.results import Judgement


def load_predictor(*, review: bool = True) -> Callable[[str, str], Prediction]:
    """The bare reader as ``rag.read`` runs it, or without its reviewer.

    Its first span is what it would say if it had to.
    """
    from rag.reading import load_reader, read
    from rag.reading.span_reader import span_reader
    from rag.settings import default_settings

    settings = default_settings()
    recorder = _Recorder(load_reader(settings) if review else span_reader(settings.threads, settings.cache))

    def predict(question: str, context: str) -> Prediction:
        try:
            reading = read(question, [context], reader=recorder)
        except InputError:
            # A question that the program refuses gets no answer.
            return Prediction("", "", 0.0, 1.0)
        span = next((span for found in recorder.last for span in found.spans), None)
        forced = reading.answer or (context[span.start : span.end] if span else "")
        return Prediction(reading.answer, forced, reading.probability, reading.no_answer_probability)

    return predict


def load_judge(*, review: bool = True) -> Callable[[str, str], Judgement]:
    """The bare judge, ``rag.judge``, or what it would be without the reviewer."""
    from rag import judge
    from rag.claims.loading import trained
    from rag.claims.pooling import PooledJudge

    if review:
        return judge
    network = trained()
    if network is None:
        raise ModelError("The judge's weights are missing; install the package again.")
    alone = PooledJudge(network)
    return lambda claim, evidence: alone.judge([(claim, evidence)])[0]


@dataclass(slots=True)
class _Recorder:
    """A reader that remembers what it read last: ``rag.read`` tells only what it decided for."""

    reader: Reader
    last: list[PassageReading] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.reader.name

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        self.last = self.reader.read(question, passages, titles)
        return self.last
