"""A steady load of made-up reports: facts and texts in three languages, revisions, cancellations, repeats, poison."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from service.shell.producing import report_key
from tests.poison import load as load_poison

_NAMES: Final = """
Kyiv Kharkiv Odesa Dnipro Zaporizhzhia Lviv Mykolaiv Vinnytsia Kherson Poltava Chernihiv Cherkasy Sumy
Zhytomyr Rivne Chernivtsi Ternopil Lutsk Uzhhorod Nikopol Pavlohrad Kremenchuk Izium Lozova Konotop Shostka
Izmail Uman Kamianske Kramatorsk Sloviansk Pokrovsk Druzhkivka Berdychiv Nizhyn Pryluky Romny Okhtyrka Lubny
Myrhorod Smila Kovel Drohobych Stryi Mukachevo Kolomyia Kalush Oleksandriia Svitlovodsk Voznesensk
Pervomaisk Ochakiv
"""
CITIES: Final = tuple(_NAMES.split())
_DAYS: Final = 28
"""Attacks lie this far back at most: younger than what can no longer be corrected."""
_REMEMBERED: Final = 2_000
_MOST_POISON_BYTES: Final = 64 * 1024
_MEASURES: Final = ("killed", "injured", "rescued", "without_power")
_SOURCES: Final = (("mayor", "official"), ("governor", "official"), ("wire", "lead_agency"), ("paper", "news"))
_TEXTS: Final = (
    ("en", "{city}: {killed} people were killed and {injured} injured in the missile strike on Kharkiv last night."),
    ("en", "A drone hit a house in Odesa this morning. Rescuers say {killed} people died, {injured} were wounded."),
    ("en", "Nothing to report from {city} tonight."),
    ("uk", "Внаслідок удару по Харкову загинули {killed} людей, ще {injured} поранено."),
    ("uk", "У Сумах після атаки дронів без світла {injured} тисяч абонентів. Постраждали {killed} людей."),
    ("ru", "В результате удара по Запорожью погибли {killed} человек, {injured} ранены."),
    ("ru", "В Херсоне при обстреле ранены {injured} человек, повреждены {killed} жилых домов."),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A record for `reports`."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


class Load:
    """Endless; the same seed and moments give the same records."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(f"{seed}:load")
        self._seed = seed
        self._count = 0
        self._recent: list[tuple[str, Sent]] = []
        self._poison = [
            Sent(found.key, found.value, tuple((name, value) for name, value in found.headers if value is not None))
            for found in load_poison()
            # A broker sets the time of a record that has none, so only those without are the same each time.
            # The client sends no record without key and value, and no header whose name is no UTF-8.
            if found.timestamp_ms is None
            and len(found.value or b"") <= _MOST_POISON_BYTES
            and not (found.key is None and found.value is None)
            and all(name == name.encode(errors="replace").decode() for name, _ in found.headers)
        ]

    def next(self, now: datetime) -> Sent:
        """The next record, as of a moment."""
        dice = self._dice
        share = dice.random()
        if share < 0.06:
            return dice.choice(self._poison)
        if share < 0.14 and self._recent:
            return dice.choice(self._recent)[1]
        if share < 0.18 and self._recent:
            return self._keep(now, {"operation": "cancel", "references": [self._earlier()]})
        if share < 0.26 and self._recent:
            return self._keep(now, {"operation": "update", "references": [self._earlier()], **self._facts(now)})
        if share < 0.42:
            return self._keep(now, self._text())
        return self._keep(now, self._facts(now))

    def _earlier(self) -> str:
        return self._dice.choice(self._recent)[0]

    def _keep(self, now: datetime, body: dict[str, Any]) -> Sent:
        self._count += 1
        report_id = f"chaos-{self._seed}:{self._count}"
        source, weight = self._dice.choice(_SOURCES)
        report = {
            "report_id": report_id,
            "source": {"id": source, "class": weight},
            "published_at": (now - timedelta(seconds=self._dice.randint(0, 300))).isoformat(),
            **body,
        }
        value = json.dumps(report, ensure_ascii=False).encode()
        sent = Sent(report_key(value), value)
        self._recent = [*self._recent[-_REMEMBERED:], (report_id, sent)]
        return sent

    def _facts(self, now: datetime) -> dict[str, Any]:
        """One or two facts, each of one of a place's attacks, which are a day apart."""
        return {"incidents": [self._fact(now) for _ in range(self._dice.choice((1, 1, 2)))]}

    def _fact(self, now: datetime) -> dict[str, Any]:
        dice = self._dice
        occurred = now - timedelta(days=dice.randrange(_DAYS), minutes=dice.randint(5, 240))
        return {
            "place": {"name": dice.choice(CITIES)},
            "occurred_from": occurred.isoformat(),
            "attributed_to": dice.choice(("mayor", "governor", "police", "rescuers")),
            "counts": [{"measure": dice.choice(_MEASURES), "value": dice.randint(0, 40)}],
        }

    def _text(self) -> dict[str, Any]:
        dice = self._dice
        language, template = dice.choice(_TEXTS)
        said = template.format(city=dice.choice(CITIES), killed=dice.randint(2, 30), injured=dice.randint(5, 90))
        return {"language": language, "text": said}
