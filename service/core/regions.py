"""The 27 units of the first level: 24 oblasts, Crimea, and the two cities that stand directly under the country.

Codes are those of ISO 3166-2:UA; keys are the first four characters of KATOTTG codes.
"""

from dataclasses import dataclass
from typing import Final

COUNTRY_ID: Final = "UA"
COUNTRY_NAME: Final = "Ukraine"


@dataclass(frozen=True, slots=True)
class Region:
    """A unit of the first level. `stem` is its English name without "Oblast"."""

    iso: str
    stem: str

    @property
    def name(self) -> str:
        """The name records carry."""
        return self.stem if self.iso in ("UA-30", "UA-40", "UA-43") else f"{self.stem} Oblast"


REGIONS: Final[dict[str, Region]] = {
    "UA01": Region("UA-43", "Autonomous Republic of Crimea"),
    "UA05": Region("UA-05", "Vinnytsia"),
    "UA07": Region("UA-07", "Volyn"),
    "UA12": Region("UA-12", "Dnipropetrovsk"),
    "UA14": Region("UA-14", "Donetsk"),
    "UA18": Region("UA-18", "Zhytomyr"),
    "UA21": Region("UA-21", "Zakarpattia"),
    "UA23": Region("UA-23", "Zaporizhzhia"),
    "UA26": Region("UA-26", "Ivano-Frankivsk"),
    "UA32": Region("UA-32", "Kyiv"),
    "UA35": Region("UA-35", "Kirovohrad"),
    "UA44": Region("UA-09", "Luhansk"),
    "UA46": Region("UA-46", "Lviv"),
    "UA48": Region("UA-48", "Mykolaiv"),
    "UA51": Region("UA-51", "Odesa"),
    "UA53": Region("UA-53", "Poltava"),
    "UA56": Region("UA-56", "Rivne"),
    "UA59": Region("UA-59", "Sumy"),
    "UA61": Region("UA-61", "Ternopil"),
    "UA63": Region("UA-63", "Kharkiv"),
    "UA65": Region("UA-65", "Kherson"),
    "UA68": Region("UA-68", "Khmelnytskyi"),
    "UA71": Region("UA-71", "Cherkasy"),
    "UA73": Region("UA-77", "Chernivtsi"),
    "UA74": Region("UA-74", "Chernihiv"),
    "UA80": Region("UA-30", "Kyiv"),
    "UA85": Region("UA-40", "Sevastopol"),
}
