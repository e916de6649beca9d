"""Nothing that is installed reports home: telemetry is switched off before it can start.

Call :func:`silence` before importing chromadb, gradio, huggingface_hub, openvino or langchain.
"""

from __future__ import annotations

import os
import sys

_OFF = {
    "ANONYMIZED_TELEMETRY": "False",  # chromadb.config
    "GRADIO_ANALYTICS_ENABLED": "False",  # gradio.analytics
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub.constants
    "DO_NOT_TRACK": "1",
}
_SWITCHES = ("ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY")
# LangSmith traces hold questions and documents: any one of these switches them on.
_TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")


def silence() -> None:
    """Switch off the telemetry of every library; LangSmith stays as the user set it, else off."""
    os.environ.update(_OFF)
    if not any(name in os.environ for name in _TRACING):
        os.environ["LANGSMITH_TRACING"] = "false"
    # `import openvino` sends an event to Google Analytics unless its telemetry package is absent,
    # and no variable switches that off. A None entry makes the import fail, which it allows for.
    if "openvino_telemetry" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]


def loud() -> list[str]:
    """The switches in the environment that do not keep a library from reporting home."""
    return [name for name in _SWITCHES if not _switched_off(name)]


def _switched_off(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return value in ({"1", "true", "yes"} if "DISABLE" in name else {"0", "false", "no", "off"})
