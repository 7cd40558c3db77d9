"""What a text is about so far, and where a claim of it is."""

from datetime import date
from typing import final

from schemas.incident import Place
from service.core.reading.named import Named


@final
class Course:
    """What a text is about so far."""

    __slots__ = (
        "abroad", "ahead", "areas", "candidates", "city", "current", "facilities", "governed", "grid", "headed", "home",
        "last", "named", "national", "oblasts", "published", "recent", "site", "stocks", "struck", "tallies", "topic",
    )  # fmt: skip

    def __init__(self, published: date) -> None:
        self.published = published
        self.topic: Place | None = None
        """The area that it goes through, place by place."""
        self.current: Place | None = None
        self.site: str | None = None
        self.abroad = False
        self.candidates: tuple[Place, ...] = ()
        self.named: str | None = None
        self.ahead: Place | None = None
        """The one place of the next sentence, where the text has named none yet."""
        self.governed: Place | None = None
        """The oblast or city whose head the text names."""
        self.last: Place | None = None
        """What the sentence before named last."""
        self.city: Place | None = None
        """The last city named, whether something was told of it or not."""
        self.home: Place | None = None
        """The town that only its people have told of, if it is spoken of."""
        self.recent: list[Place] = []
        self.stocks: dict[tuple[str, str | None], Place] = {}
        """Resource and unit → where the last outage of it was told."""
        self.facilities: dict[str, Place] = {}
        """Unit → where such an object was last told to be hit."""
        self.tallies: Place | None = None
        self.headed = 0
        """Lines just read, one after the other, that begin with a place of their own and tell of it."""
        self.areas = 0
        """Those of them that begin with an oblast."""
        self.struck = False
        """The country has been told to be attacked, and nothing in it was named before."""
        self.grid = False
        """Who speaks of the whole country's grid has been named."""
        self.national = False
        """The country's air force has spoken, or the country been named as attacked."""
        self.oblasts = False
        """Several regions have been spoken of, none by name: the first town named is not the place of what precedes."""


@final
class Spot:
    """A place for a claim, or the candidates for one."""

    __slots__ = ("candidates", "carried", "direct", "place", "site", "text")

    def __init__(
        self,
        place: Place | None,
        candidates: tuple[Place, ...] = (),
        text: str | None = None,
        site: str | None = None,
        carried: bool = False,
        direct: Named | None = None,
    ) -> None:
        self.place = place
        self.candidates = candidates
        self.text = text
        self.site = site
        self.carried = carried
        self.direct = direct
