"""CAP 1.2 (OASIS Common Alerting Protocol): an alert each report, with its updates and cancels."""

from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from service.core.feeds.item import Item, Skipped, UnreadableFileError, identifier, report

_NAMESPACE: Final = "{urn:oasis:names:tc:emergency:cap:1.2}"
_OPERATIONS: Final = {"Alert": "new", "Update": "update", "Cancel": "cancel"}
_LANGUAGES: Final = ("uk", "en", "ru")


def read_cap(file: IO[bytes], source: str | None) -> Iterator[Item]:
    """One alert, or all alerts in a wrapper such as an Atom feed or an EDXL envelope."""
    try:
        root: Element = fromstring(file.read(), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableFileError(f"not XML that is read here: {error}") from None
    alerts = [root] if root.tag == f"{_NAMESPACE}alert" else root.findall(f".//{_NAMESPACE}alert")
    if not alerts:
        raise UnreadableFileError("no CAP 1.2 alert in it")
    for alert in alerts:
        yield _report(alert, source)


def _report(alert: Element, source: str | None) -> Item:
    status, kind = _of(alert, "status"), _of(alert, "msgType")
    if status != "Actual":
        return Skipped(f"an alert with status {status or 'unknown'}")
    if kind not in _OPERATIONS:
        return Skipped(f"a message of type {kind or 'unknown'}")
    info = _info(alert)
    return report(
        {
            # As CAP's own references name an alert, so that updates and cancels find it.
            "report_id": _triple(_of(alert, "sender"), _of(alert, "identifier"), _of(alert, "sent")),
            "source": {"id": identifier(source or _of(alert, "sender") or "cap"), "url": _of(info, "web") or None},
            "published_at": _of(alert, "sent"),
            "operation": _OPERATIONS[kind],
            "references": [_triple(*said.split(",")) for said in _of(alert, "references").split()],
            "language": _of(info, "language")[:35],
            "title": (_of(info, "headline") or _of(info, "event"))[:1000],
            "text": _text(info),
        }
    )


def _triple(*parts: str) -> str:
    return identifier(",".join(parts))


def _info(alert: Element) -> Element:
    """The part in a language that is read here, else the first."""
    parts = alert.findall(f"{_NAMESPACE}info") or [Element("info")]
    return next((part for part in parts if _of(part, "language")[:2].lower() in _LANGUAGES), parts[0])


def _text(info: Element) -> str:
    """The area as a heading over the description: it is where the alert is about."""
    areas = [_of(area, "areaDesc") for area in info.findall(f"{_NAMESPACE}area")]
    described = _of(info, "description") or _of(info, "headline")
    heading = ", ".join(area for area in areas if area)
    return f"{heading}:\n{described}" if heading and described else described


def _of(element: Element, name: str) -> str:
    return (element.findtext(f"{_NAMESPACE}{name}") or "").strip()
