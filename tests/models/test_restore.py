"""A shipped graph gives back the network that it was made of, to train on from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.models.encoder import PairEncoder
from rag.models.installation import SHIPPED

pytest.importorskip("torch")

from rag.models.training.base_model import base_folder
from rag.models.training.reader_network import ReaderNetwork
from rag.models.training.restore import main, restored


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    from transformers import BertConfig

    made = ReaderNetwork(BertConfig.from_pretrained(base_folder(), attn_implementation="eager"))
    made.load_state_dict(restored(SHIPPED["reader"] / "reader.xml"))
    return made.eval()


def test_a_judge_is_restored_whole_and_begun_from(tmp_path: Path) -> None:
    import torch

    from rag.models.training.judge_network import JudgeNetwork

    state = restored(SHIPPED["judge"] / "judge.xml")
    torch.save(state, tmp_path / "network.pt")
    network = JudgeNetwork.from_base(base_folder())
    network.take(tmp_path / "network.pt")
    assert network.state_dict().keys() == state.keys()
    assert torch.equal(network.state_dict()["scores.2.weight"], state["scores.2.weight"])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who founded the mill?", "The mill at Arle was founded by Ida Brandt in 1874."),
        ("How high is the tower?", "The bridge, 90 metres long, was closed to traffic on 3 May."),
    ],
)
def test_restored_network_scores_as_the_graph_does(network: ReaderNetwork, question: str, text: str) -> None:
    import torch

    graph = PairEncoder(SHIPPED["reader"], "reader")
    asked, told = graph.pieces(question), graph.pieces(text)
    pieces, second = [101, *asked, 102, *told, 102], len(asked) + 2
    shipped = graph.outputs([(pieces, second)])[0]
    ids = torch.tensor([pieces])
    types = (torch.arange(len(pieces)) >= second).long()[None]
    with torch.no_grad():
        start, end = network(ids, torch.ones_like(ids), types)
    for name, scores in (("start", start), ("end", end)):
        assert np.corrcoef(scores[0].numpy(), shipped[name])[0, 1] > 0.99


def test_a_graph_of_no_such_network_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openvino as ov
    from openvino import opset13 as op

    place = op.parameter([1], np.float32)
    ov.save_model(ov.Model([op.relu(place)], [place], "other"), tmp_path / "other.xml")
    monkeypatch.setattr("sys.argv", ["restore", str(tmp_path / "other.xml"), str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert "holds no layer" in str(stopped.value)
    assert not (tmp_path / "out").exists()
