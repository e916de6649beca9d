"""Measures the program: questions and claims on the seeds, and any file of the reader or claims format.

``python -m eval`` asks everything in ``eval/data`` through ``rag.ask``, ``rag.verify`` and
``rag.search`` and fails under the floors of ``eval/floors.toml``; ``python -m eval reader FILE``
and ``python -m eval claims FILE`` measure the bare reader and the bare judge.

A *scorer* gives each case its values, a *metric* reduces the values of all cases to one
figure, and every figure comes with its standard error and 95% interval.

By trade: ``suite`` asks the cases on the seeds, ``fresh`` those on documents that nobody tuned to, ``models``
measures and fits the networks by themselves, ``safety`` attacks the guard of chat models, ``bench`` takes times. What
they share (scorers, metrics, plots, the report) stands beside this file.
"""
