"""The grammar: which figure goes with which word for what happened, in one sentence, for every language.

Start with linker.py. A figure goes to the word that is cheapest to reach (way.py; what each token costs: weights.py),
unless the word cannot take it at all (fitting.py) or is told of something else (subjects.py, wholes.py). What stands
between and only tells more is passed for next to nothing (clauses.py). What else a sentence can mean: who has died of
wounds (fates.py), what was launched (launches.py), words and nouns that figures share (said_again.py, company.py,
shared_nouns.py). What comes out are links (links.py).
"""
