"""Figures: how many of what, wherever a sentence says so. What they mean is decided later.

Start with reader.py, which makes figures (figure.py) out of numbers (values.py) that count something (no_counts.py:
times, dates and the like do not), of their bounds (bounds.py) and the noun they count (nouns.py). What is only named,
such as "a woman" or "the railway hub", is a figure too (named.py, strangers.py); persons have ages (persons.py).
"""
