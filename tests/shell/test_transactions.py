"""How a block's writes are put into batches; transactions themselves are tested on a real Kafka."""

from service.shell.settings import Settings
from service.shell.transactions import LaneProducer
from service.shell.untrusted_batches import UntrustedRecords
from service.shell.writes import Write

_CODEC_AT = 22
_ZSTD = 4


async def test_a_batch_of_little_goes_as_it_is_and_a_larger_one_is_packed() -> None:
    producer = LaneProducer(Settings(), "totals", 0)
    write = Write("topic", 0, b"key", b"value " * 20, [("ce_id", b"1")])
    try:
        for count, codec in ((1, 0), (40, _ZSTD)):
            [batch] = producer._batches([write] * count)
            batch.close()
            built = bytes(batch._build())
            found = UntrustedRecords(built).next_batch()

            assert built[_CODEC_AT] & 7 == codec
            assert found.is_transactional
            assert [(one.key, one.value) for one in found] == [(write.key, write.value)] * count
    finally:
        await producer.stop()
