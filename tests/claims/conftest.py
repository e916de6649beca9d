"""A small library of own texts, embedded by the fake, and property tests that may take their time."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from rag.settings import Settings
from tests.fakes import FakeEmbedder

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

TEXTS = {
    "tramway.md": """---
title: A tramway for Larvik
publisher: Fjord Gazette
published: 2021-05-10
---

The Nordic Fund lent the city of Larvik $40 million for a tramway in March 2021. The line will have
eleven stops and connect the harbour with the hospital. Mayor Kari Nordmann called the loan
"a gift to every commuter in this town". Construction did not begin before the summer.

The harbour of Larvik took in 3,200 ships in 2019. Wages at the shipyard rose by 5 percent.
""",
    "harbour.md": """---
title: The harbour in figures
publisher: Coast Review
published: 2022-02-01
---

Larvik took in 3,200 ships in 2019, more than any other town on the coast. Larvik is the third largest
port of the region.

The shipyard employs 250 people. In 2020 the shipyard lost its largest customer, the Danish company Skagen Lines.
""",
    "rival.md": """---
title: Doubts about the yard
publisher: Inland Post
published: 2022-06-01
---

Wages at the shipyard fell by 5 percent, its union said. The shipyard employs 400 people, according to its union.
""",
}


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds ``TEXTS``, filled once; the tests only read it."""
    from rag import ingestion
    from rag.models import embedding

    settings = Settings(store=tmp_path_factory.mktemp("shelf") / "store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "load_embedder", lambda _: FakeEmbedder())
        for name, text in TEXTS.items():
            report = ingestion.ingest_bytes(text.encode(), name, settings)
            assert report.status == "added", report
    return settings.store


@pytest.fixture
def library(shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose store holds ``TEXTS``."""
    from rag.index import retriever

    monkeypatch.setattr(retriever, "load_embedder", lambda _: FakeEmbedder())
    return settings.model_copy(update={"store": shelf})
