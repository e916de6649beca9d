"""Does the guard hold: hostile documents and chat models that lie."""
