"""JSON lines and plain texts: handed on as they are."""

from collections.abc import Iterator
from typing import IO

from service.core.feeds.item import Item


def read_lines(file: IO[bytes]) -> Iterator[Item]:
    """Each line that is not empty is one report."""
    for line in file:
        value = line.rstrip(b"\r\n")
        if value.strip():
            yield value


def read_text(file: IO[bytes]) -> Iterator[Item]:
    """The whole file is one text."""
    yield file.read()
