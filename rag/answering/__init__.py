"""Answering: from passages to an ``Answer`` whose every citation is the source, word for word."""
