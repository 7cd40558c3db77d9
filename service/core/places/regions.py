"""The 27 units of the first level: 24 oblasts, Crimea, and the two cities that stand directly under the country.

Codes are those of ISO 3166-2:UA; keys are the first four characters of KATOTTG codes.
"""

from dataclasses import dataclass
from typing import Final

COUNTRY_ID: Final = "UA"
COUNTRY_NAME: Final = "Ukraine"


@dataclass(frozen=True, slots=True)
class Region:
    """A unit of the first level."""

    iso: str
    stem: str
    """Its English name without "Oblast"."""
    centre: str = ""
    """Ukrainian name of the city it is ruled from and, mostly, called after."""

    @property
    def name(self) -> str:
        """The name records carry."""
        return self.stem if self.iso in ("UA-30", "UA-40", "UA-43") else f"{self.stem} Oblast"


REGIONS: Final[dict[str, Region]] = {
    "UA01": Region("UA-43", "Autonomous Republic of Crimea"),
    "UA05": Region("UA-05", "Vinnytsia", "Вінниця"),
    "UA07": Region("UA-07", "Volyn", "Луцьк"),
    "UA12": Region("UA-12", "Dnipropetrovsk", "Дніпро"),
    "UA14": Region("UA-14", "Donetsk", "Донецьк"),
    "UA18": Region("UA-18", "Zhytomyr", "Житомир"),
    "UA21": Region("UA-21", "Zakarpattia", "Ужгород"),
    "UA23": Region("UA-23", "Zaporizhzhia", "Запоріжжя"),
    "UA26": Region("UA-26", "Ivano-Frankivsk", "Івано-Франківськ"),
    "UA32": Region("UA-32", "Kyiv", "Київ"),
    "UA35": Region("UA-35", "Kirovohrad", "Кропивницький"),
    "UA44": Region("UA-09", "Luhansk", "Луганськ"),
    "UA46": Region("UA-46", "Lviv", "Львів"),
    "UA48": Region("UA-48", "Mykolaiv", "Миколаїв"),
    "UA51": Region("UA-51", "Odesa", "Одеса"),
    "UA53": Region("UA-53", "Poltava", "Полтава"),
    "UA56": Region("UA-56", "Rivne", "Рівне"),
    "UA59": Region("UA-59", "Sumy", "Суми"),
    "UA61": Region("UA-61", "Ternopil", "Тернопіль"),
    "UA63": Region("UA-63", "Kharkiv", "Харків"),
    "UA65": Region("UA-65", "Kherson", "Херсон"),
    "UA68": Region("UA-68", "Khmelnytskyi", "Хмельницький"),
    "UA71": Region("UA-71", "Cherkasy", "Черкаси"),
    "UA73": Region("UA-77", "Chernivtsi", "Чернівці"),
    "UA74": Region("UA-74", "Chernihiv", "Чернігів"),
    "UA80": Region("UA-30", "Kyiv"),
    "UA85": Region("UA-40", "Sevastopol"),
}
