"""Batches as a broker hands them on, read so that none can stop the consumer or fill its memory.

A broker checks a batch's checksum, sizes and counts, and nothing else. Its client library raises on a header's name
that is not UTF-8, at the same batch again and again, and unpacks a compressed batch whatever its size. Both happen
before any code of ours sees a record. So the library is given a reader of batches that keeps such names byte for byte,
as Python keeps file names (`surrogateescape`), and makes one record that says why of a batch too large to unpack.
"""

from collections.abc import Iterator
from struct import Struct
from typing import Any, Final, NamedTuple

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch
from aiokafka.record.util import decode_varint

from service.shell.unpacking import CannotUnpackError, unpack

_LENGTH: Final = Struct(">8xi")
_MAGIC_AT: Final = 16
_CODECS: Final = Struct(">h")
_CODECS_AT: Final = 21
_CODEC_MASK: Final = 0x07
_HEADER_BYTES: Final = 61
"""Of a batch: everything before its records, https://kafka.apache.org/documentation/#recordbatch."""
_OLDEST_WITH_HEADERS: Final = 2


class UnreadBatch(bytes):
    """Stands for the value of all records of a batch that was not unpacked. Empty; says why, and how large it came."""

    said: str
    """A sentence for a person; nothing of the batch's content."""
    packed_bytes: int
    too_large: bool

    @classmethod
    def of(cls, said: str, packed_bytes: int, *, too_large: bool) -> "UnreadBatch":
        """Why, and the bytes that the broker sent."""
        made = cls()
        made.said, made.packed_bytes, made.too_large = said, packed_bytes, too_large
        return made


class _Record(NamedTuple):
    """What the fetcher wants of a record."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]
    checksum: None = None


class UntrustedRecords:
    """Takes the place of aiokafka's `MemoryRecords`: the batches in the bytes that a broker sent for one partition."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._start = 0
        self._end = self._next_end()

    def size_in_bytes(self) -> int:
        """Bytes that came, an incomplete batch at their end included."""
        return len(self._data)

    def has_next(self) -> bool:
        """Whether there is another whole batch."""
        return self._end is not None

    def next_batch(self) -> Any:
        """The next batch, or None."""
        if self._end is None:
            return None
        raw = self._data[self._start : self._end]
        self._start = self._end
        self._end = self._next_end()
        if len(raw) <= _MAGIC_AT:
            raise CorruptRecordException(f"a batch of {len(raw)} bytes is none")
        magic = raw[_MAGIC_AT]
        return UntrustedBatch(raw) if magic >= _OLDEST_WITH_HEADERS else LegacyRecordBatch(raw, magic)

    def _next_end(self) -> int | None:
        if len(self._data) - self._start < _LENGTH.size:
            return None
        end = self._start + _LENGTH.size + int(_LENGTH.unpack_from(self._data, self._start)[0])
        return end if self._start < end <= len(self._data) else None


class UntrustedBatch:
    """One batch; its records are read one by one, and by our own reader from the first that the library refuses."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._batch = DefaultRecordBatch(raw)

    def __getattr__(self, name: str) -> Any:
        # Offsets, producer, kind of batch: a handful of look-ups for each batch, none for its records.
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        try:
            plain = self._unpacked()
        except CannotUnpackError as error:
            yield self._stand_in(error)
            return
        batch = self._batch if plain is self._raw else DefaultRecordBatch(plain)
        last = -1
        try:
            for record in batch:
                yield record
                last = record.offset
        except UnicodeDecodeError:
            yield from (record for record in self._read(plain) if record.offset > last)

    def _unpacked(self) -> bytes:
        """The batch without compression."""
        (attributes,) = _CODECS.unpack_from(self._raw, _CODECS_AT)
        codec = attributes & _CODEC_MASK
        if not codec:
            return self._raw
        records = unpack(codec, self._raw[_HEADER_BYTES:])
        header = bytearray(self._raw[:_HEADER_BYTES])
        _CODECS.pack_into(header, _CODECS_AT, attributes & ~_CODEC_MASK)
        return bytes(header) + records

    def _stand_in(self, error: CannotUnpackError) -> _Record:
        """One record for all of the batch, at its last offset: reading goes on behind it."""
        first, last = self._batch.base_offset, self._batch.next_offset - 1
        said = f"the batch of offsets {first} to {last}, {len(self._raw)} bytes as sent, {error}"
        value = UnreadBatch.of(said, len(self._raw), too_large=error.too_large)
        return _Record(last, self._batch.max_timestamp, self._batch.timestamp_type, None, value, [])

    def _read(self, plain: bytes) -> Iterator[_Record]:
        """Every record. The broker has checked that sizes are right; here only names of headers are not."""
        batch, at = self._batch, _HEADER_BYTES
        while at < len(plain):
            length, at = decode_varint(plain, at)
            end = at + length
            delta, at = decode_varint(plain, at + 1)  # behind a byte of attributes
            timestamp = batch.max_timestamp if batch.timestamp_type else batch.first_timestamp + delta
            offset_delta, at = decode_varint(plain, at)
            key, at = _bytes(plain, at)
            value, at = _bytes(plain, at)
            count, at = decode_varint(plain, at)
            headers = []
            for _ in range(count):
                name, at = _bytes(plain, at)
                content, at = _bytes(plain, at)
                headers.append(((name or b"").decode(errors="surrogateescape"), content))
            if at != end:
                raise CorruptRecordException(f"a record of {length} bytes ends {at - end} bytes behind its end")
            yield _Record(batch.base_offset + offset_delta, timestamp, batch.timestamp_type, key, value, headers)


def _bytes(plain: bytes, at: int) -> tuple[bytes | None, int]:
    length, at = decode_varint(plain, at)
    return (None, at) if length < 0 else (plain[at : at + length], at + length)


def read_untrusted_batches() -> None:
    """From now on every consumer of this process reads batches this way. May be called again."""
    fetcher.MemoryRecords = UntrustedRecords
