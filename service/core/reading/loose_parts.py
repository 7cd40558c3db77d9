"""Parts of a toll that the sentence behind tells: "Eleven were hurt. Among them are a girl of 14 and a boy of nine"."""

from typing import TYPE_CHECKING, Final

from schemas.vocabulary import Measure
from service.core.reading.counting import of_which
from service.core.reading.figures.figure import Figure
from service.core.reading.told_claim import TextClaim

if TYPE_CHECKING:
    from service.core.reading.text_claims import SentenceReading

_TOLLS: Final = (Measure.KILLED, Measure.INJURED)
_OF: Final = {"including_killed": Measure.KILLED, "including_injured": Measure.INJURED}
_BACK: Final = 2
"""Most sentences back to the toll."""


def add_loose(told: list[TextClaim], sentences: "list[SentenceReading]") -> None:
    """Add them to the claims that they are parts of."""
    tolls: dict[int, list[TextClaim]] = {}
    for claim in told:
        if claim.measure in _TOLLS:
            tolls.setdefault(claim.sentence, []).append(claim)
    for number, sentence in enumerate(sentences):
        wholes: dict[int, tuple[TextClaim, list[Figure]]] = {}
        for figure, what in sentence.claims.loose:
            whole = _whole(tolls, sentences, number, _OF.get(what))
            of_own = any(link.figure.start < figure.start for link in sentence.claims.links)
            if whole is not None and not of_own:  # "five of the dead, among them a girl of 14, were in Kyiv"
                wholes.setdefault(id(whole), (whole, []))[1].append(figure)
        for claim, figures in wholes.values():
            parts = of_which([], figures, claim.count.best or claim.count.low or 0)
            if not parts.keys() & claim.count.of_which.keys():
                claim.count = claim.count.model_copy(update={"of_which": {**claim.count.of_which, **parts}})


def _whole(
    tolls: dict[int, list[TextClaim]], sentences: "list[SentenceReading]", number: int, measure: Measure | None
) -> TextClaim | None:
    """The last toll before a sentence of its paragraph, of that measure if it is named."""
    near = range(number - 1, max(-1, number - _BACK - 1), -1)
    here = (n for n in near if sentences[n].paragraph == sentences[number].paragraph)
    found = (claim for n in here for claim in reversed(tolls.get(n, [])))
    return next((claim for claim in found if measure is None or claim.measure is measure), None)
