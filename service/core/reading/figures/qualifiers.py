"""The qualifiers of figures, each looked up once: asking the enumeration costs more than setting one."""

from typing import Final

from schemas.vocabulary import Qualifier

EXACT: Final = Qualifier.EXACT
AT_LEAST: Final = Qualifier.AT_LEAST
AT_MOST: Final = Qualifier.AT_MOST
MORE_THAN: Final = Qualifier.MORE_THAN
NEARLY: Final = Qualifier.NEARLY
ABOUT: Final = Qualifier.ABOUT
RANGE: Final = Qualifier.RANGE
VAGUE: Final = Qualifier.VAGUE
