"""Which word for what happened can take which figure at all, wherever the two stand.

"Lost power" takes households and hospitals, and no power line; "were killed" takes people, and a bare "two".
"""

from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.words import Noun, Predicate

DOWNED: Final = frozenset({"shot_down", "intercepted", "suppressed"})
"""What befalls weapons in the air."""
_SUPPLIERS: Final = {
    "power_plant": "",
    "substation": "",
    "energy_facility": "",
    "power_line": "",
    "gas_facility": "gas",
    "heat_facility": "heat",
    "water_facility": "water",
}
"""Objects that supply something, and what, where they may lack something else: a pumping station may lack power."""
_CARRIERS: Final = frozenset({"storage_tank", "vehicle", "fire_engine", "ambulance"})
"""Objects that bring what is lacked, and lack nothing themselves."""
_LISTED_AS: Final = {"buildings": "object"}
"""Families that stand in one list."""


def takes(predicate: Predicate, figure: Figure) -> bool:
    """Whether what is counted, or only named, is what the word befalls."""
    if not figure.nouns:
        people = predicate.families[0] in ("people", "customers") and not predicate.kind
        noun = figure.noun_for(predicate.families)
        if noun is not None and _supplies(predicate, noun):
            return False
        borrows = noun is not None and not (figure.carried and predicate.kind)
        return figure.counted and (people or borrows)
    noun = figure.noun_for(predicate.families)
    if noun is None:
        return False
    if _supplies(predicate, noun) or (figure.single and noun.unit in _SUPPLIERS and predicate.is_supply):
        return False  # "because a pumping station lost power": only why
    return figure.counted or _takes_named(predicate, noun, struck=figure.struck)


def supplies(noun: Noun) -> bool:
    """What power, heat, water or gas comes from."""
    return noun.unit in _SUPPLIERS


def _takes_named(predicate: Predicate, noun: Noun, *, struck: bool) -> bool:
    """What is only named: a person who was hurt, a weapon that was downed, an object that was hit.

    Of several that are not counted "attacks on" tells nothing, and "were hit" does: `struck`.
    """
    if noun.family == "people":
        return predicate.measure in ("killed", "injured", "missing", "rescued", "evacuated")
    if noun.family == "weapon":
        return predicate.measure in DOWNED
    return predicate.measure in ("damaged", "destroyed") and (
        struck or not (predicate.kind == "attack" and noun.plural)
    )


def _supplies(predicate: Predicate, noun: Noun) -> bool:
    """What supplies is not what is supplied."""
    if predicate.is_supply and noun.unit in _CARRIERS:
        return True  # "без воды 34 дома, подвоз — четыре цистерны"
    return predicate.is_supply and predicate.measure.endswith(_SUPPLIERS.get(noun.unit, "-"))


def alike(one: Predicate, other: Predicate) -> bool:
    """Two meanings of one word for the same things: the first is meant. Outages of two kinds are both meant."""
    both = one.is_supply and other.is_supply
    return not (both and one.measure != other.measure)


def same_family(one: Figure, other: Figure) -> bool:
    """Whether two figures can stand in one list: "seven houses and a shop"; "two, a man and a woman"."""
    if not other.nouns and other.counted and one.nouns:
        return one.nouns[0].family == "people"  # "двое, мужчина и женщина"
    families = [_LISTED_AS.get(noun.family, noun.family) for noun in other.nouns]
    return any(_LISTED_AS.get(noun.family, noun.family) in families for noun in one.nouns)
