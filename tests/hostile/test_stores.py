"""``doctor`` finds each kind of damage, names a remedy, and the remedy works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.doctor import Diagnosis
from rag.settings import Settings
from tests.conftest import ROOT
from tests.hostile.stores import DAMAGES, Damage

REMEDY = {"reindex": "factcheck reindex", "restore": "ingest the documents again", "nothing": ""}


def diagnosed(settings: Settings) -> Diagnosis:
    """What doctor says, in a process of its own: a damaged index may end the process that opens it."""
    code = (
        "import sys; from rag import doctor; from rag.settings import Settings;"
        "settings = Settings.model_validate_json(sys.argv[1]); doctor._shipped_models = lambda _: ();"
        "print(doctor.examine(settings).model_dump_json())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, settings.model_dump_json()],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    return Diagnosis.model_validate_json(ended.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=[damage.about for damage in DAMAGES])
def test_doctor_finds_the_damage_and_names_a_remedy_that_works(
    filled: Settings, documents: Path, tmp_path: Path, damage: Damage
) -> None:
    settings = filled.model_copy(update={"store": tmp_path / "store"})
    shutil.copytree(filled.store, settings.store)
    damage.do(settings.store)
    found = {check.name: check for check in diagnosed(settings).checks if check.state != "fine"}
    if damage.remedy == "nothing":
        assert found == {}
        return
    assert damage.check in found, found
    assert REMEDY[damage.remedy] in (found[damage.check].remedy or "")
    _mend(settings, documents, damage)
    assert [check for check in diagnosed(settings).checks if check.state != "fine"] == []


def _mend(settings: Settings, documents: Path, damage: Damage) -> None:
    if damage.remedy == "restore":
        shutil.rmtree(settings.store)
    words = ["reindex"] if damage.remedy == "reindex" else ["ingest", str(documents)]
    ended = subprocess.run(
        [sys.executable, "-m", "rag.cli", "--store", str(settings.store), *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
