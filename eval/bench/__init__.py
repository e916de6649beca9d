"""``make bench``: this program beside what a user would write instead, measured in one run.

``python -m eval.bench`` takes both sides in turn, round after round, on the same text and machine,
and writes reports/bench: a JSON file, a table and one HTML page that needs nothing else. Each
figure is the median of several rounds with the lowest and the highest; nothing is taken from an
earlier run. What is measured stands in a module a part: ``ingesting``, ``starting``, ``warm``,
``quality``, ``growing`` and ``limits``.
"""
