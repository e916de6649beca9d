"""The web page: questions on the left, the evidence beside them. Start it with ``python -m ui``."""
