"""Unpacking of compressed batches, up to a size: a few kilobytes can be made that unpack into gigabytes."""

import struct
import threading
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import cramjam

MAX_UNPACKED_BYTES: Final = 32 * 1024 * 1024
"""Of one batch. Producers' clients make batches of a mebibyte at most, before compression."""
_SCRATCH_BYTES: Final = 2 * 1024 * 1024
"""Kept between batches; larger room is made for the batch that needs it."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_XERIAL: Final = b"\x82SNAPPY\x00"
_XERIAL_HEADER_BYTES: Final = 16
_NO_ROOM: Final = "failed to write whole buffer"
"""How the codecs of cramjam say that the output is full."""

Unpack = Callable[[bytes], bytes]


class CannotUnpackError(Exception):
    """A batch that stays packed; the message goes on from "the batch …"."""

    def __init__(self, said: str, *, too_large: bool) -> None:
        super().__init__(said)
        self.too_large = too_large


def unpack(codec: int, packed: bytes) -> bytes:
    """The bytes behind a batch's header. `codec` as in Kafka's attributes: 1 gzip, 2 snappy, 3 lz4, 4 zstd."""
    if codec not in _BY_CODEC:
        raise CannotUnpackError(f"is packed by an unknown codec, {codec}", too_large=False)
    try:
        return _BY_CODEC[codec](packed)
    except (cramjam.DecompressionError, zlib.error, struct.error, EOFError) as error:
        raise CannotUnpackError(f"cannot be unpacked: {type(error).__name__}", too_large=False) from error


def _too_large() -> CannotUnpackError:
    return CannotUnpackError(f"unpacks into more than {MAX_UNPACKED_BYTES} bytes", too_large=True)


def _gzip(packed: bytes) -> bytes:
    unpacked = bytearray()
    while packed:
        member = zlib.decompressobj(_GZIP)
        unpacked += member.decompress(packed, MAX_UNPACKED_BYTES + 1 - len(unpacked))
        if len(unpacked) > MAX_UNPACKED_BYTES:
            raise _too_large()
        if not member.eof:
            raise EOFError
        packed = member.unused_data
    return bytes(unpacked)


def _snappy(packed: bytes) -> bytes:
    """Kafka's clients cut the input into blocks, each with its length before it; a few others send one block alone."""
    blocks = []
    if packed.startswith(_XERIAL):
        at = _XERIAL_HEADER_BYTES
        while at < len(packed):
            (length,) = struct.unpack_from(">i", packed, at)
            if length <= 0:
                raise EOFError
            blocks.append(packed[at + 4 : at + 4 + length])
            at += 4 + length
    else:
        blocks.append(packed)
    if sum(cramjam.snappy.decompress_raw_len(block) for block in blocks) > MAX_UNPACKED_BYTES:
        raise _too_large()
    return b"".join(bytes(cramjam.snappy.decompress_raw(block)) for block in blocks)


class _IntoRoom(threading.local):
    """lz4 and zstd, whose library writes into room that we give.

    Each thread has room of its own: the library lets go of the interpreter's lock while it writes, and a worker reads
    in two threads, one for what comes in and one for state that is restored.
    """

    def __init__(self, codec: Any) -> None:
        self._codec = codec
        self._scratch = bytearray(_SCRATCH_BYTES)

    def __call__(self, packed: bytes) -> bytes:
        room = self._scratch
        while True:
            try:
                length = self._codec.decompress_into(packed, room)
            except cramjam.DecompressionError as error:
                if _NO_ROOM not in str(error):
                    raise
                if len(room) >= MAX_UNPACKED_BYTES:
                    raise _too_large() from error
                room = bytearray(min(4 * len(room), MAX_UNPACKED_BYTES))
            else:
                return bytes(memoryview(room)[:length])


_BY_CODEC: Final[Mapping[int, Unpack]] = {
    1: _gzip,
    2: _snappy,
    3: _IntoRoom(cramjam.lz4),
    4: _IntoRoom(cramjam.zstd),
}
