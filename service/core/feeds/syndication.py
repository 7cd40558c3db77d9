"""RSS and Atom: an entry each report."""

from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import feedparser

from service.core.feeds.item import Item, Skipped, UnreadableFileError, identifier, report


def read_syndication(file: IO[bytes], source: str | None) -> Iterator[Item]:
    """Entries in order of the file; markup in them stays, the reader looks through it."""
    # Taken as it stands: what the parser would clean away may be what the evidence points at.
    parsed = feedparser.parse(file.read(), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version:
        raise UnreadableFileError(f"neither RSS nor Atom: {parsed.get('bozo_exception', 'no feed in it')}")
    origin = source or parsed.feed.get("id") or parsed.feed.get("link") or parsed.feed.get("title") or "feed"
    for entry in parsed.entries:
        text = _text(entry)
        if not text and not entry.get("title"):
            yield Skipped("an entry without a title and text")
            continue
        moment = entry.get("updated_parsed") or entry.get("published_parsed")
        yield report(
            {
                "report_id": identifier(origin, entry.get("id") or entry.get("link") or entry.get("title")),
                "source": {"id": identifier(origin), "url": entry.get("link") or None},
                "published_at": datetime.fromtimestamp(timegm(moment), UTC).isoformat() if moment else None,
                "language": (entry.get("language") or parsed.feed.get("language") or "")[:35],
                "title": (entry.get("title") or "")[:1000],
                "text": text,
            }
        )


def _text(entry: Any) -> str:
    """The whole content where the entry has it, else its summary."""
    contents = [part.get("value", "") for part in entry.get("content", ())]
    return str(max([*contents, entry.get("summary", "")], key=len))
