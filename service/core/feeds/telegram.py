"""Telegram Desktop's export (`result.json`): a message each report, of one chat or of all chats of an account."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import ijson
from ijson.common import ObjectBuilder

from service.core.feeds.item import Item, Skipped, UnreadableFileError, identifier, report


def read_telegram(file: IO[bytes], source: str | None) -> Iterator[Item]:
    """Messages one by one, however large the export is."""
    chat: dict[str, Any] = {}
    try:
        for prefix, event, value, message in _events(file):
            if message is not None:
                yield _report(message, chat, source)
            elif event in ("string", "number") and prefix.rpartition(".")[2] in ("name", "id"):
                chat[prefix.rpartition(".")[2]] = value
    except ijson.JSONError as error:
        raise UnreadableFileError(f"not an export of Telegram Desktop: {error}") from None


def _events(file: IO[bytes]) -> Iterator[tuple[str, str, Any, dict[str, Any] | None]]:
    """The parser's events; those of a message are put together and come as one."""
    builder: ObjectBuilder | None = None
    inside = ""
    for prefix, event, value in ijson.parse(file, use_float=True):
        if builder is None and event == "start_map" and _is_message(prefix):
            builder, inside = ObjectBuilder(), prefix
        if builder is None:
            yield prefix, event, value, None
            continue
        builder.event(event, value)
        if event == "end_map" and prefix == inside:
            yield prefix, event, value, builder.value
            builder = None


def _is_message(prefix: str) -> bool:
    return prefix in ("messages.item", "chats.list.item.messages.item", "left_chats.list.item.messages.item")


def _report(message: dict[str, Any], chat: dict[str, Any], source: str | None) -> Item:
    if message.get("type") != "message":
        return Skipped("a service message")
    text = _text(message.get("text", ""))
    if not text.strip():
        return Skipped("a message without text")
    origin = source or identifier("telegram", chat.get("name") or chat.get("id", "unknown"))
    return report(
        {
            # An edited message keeps its id: what it says now replaces what it said.
            "report_id": identifier("telegram", chat.get("id", "unknown"), message.get("id")),
            "source": {"id": origin},
            "published_at": _moment(message),
            "text": text,
        }
    )


def _text(parts: Any) -> str:
    """Telegram splits a text wherever its look changes."""
    if isinstance(parts, str):
        return parts
    if not isinstance(parts, list):
        return ""
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in parts if part)


def _moment(message: dict[str, Any]) -> str | None:
    """When it was sent: what it tells is of then, edited or not. The local times of old exports are not used."""
    try:
        return datetime.fromtimestamp(int(message.get("date_unixtime") or ""), UTC).isoformat()
    except (ValueError, OverflowError):
        return None
