"""Generation: a chat model words the answer, and the program holds every sentence of it to the sources.

The program finds the passages, decides whether there is an answer, and gives the model both the
question and the passages as fenced data. What comes back is a draft and nothing more: each sentence
is checked by the guard, its citations are resolved to exact spans by the program, and what no
source bears out is marked or removed before anybody sees it.
"""

from __future__ import annotations

from rag.generation.protocol import ChatModel, Message, Piece
from rag.generation.providers import load_chat_model

__all__ = ["ChatModel", "Message", "Piece", "load_chat_model"]
