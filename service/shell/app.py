"""The Faust app, put together. Nothing happens at import."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import faust
import structlog

from service.core.reading.reader import Normalizer
from service.shell.api.server import ApiServer
from service.shell.app_version import app_commit, app_version
from service.shell.block_spans import BlockSpans, Untraced
from service.shell.blocks import BLOCK_CODEC, BlockScheduling, register_block_codec
from service.shell.engine import WATCH_SECONDS, Engine
from service.shell.kafka import faust_broker_urls, faust_credentials
from service.shell.metrics import Metrics
from service.shell.settings import Settings
from service.shell.shared import Shared
from service.shell.tables import RestoredStore
from service.shell.topics import STEPS
from service.shell.transport import engine_transport
from service.shell.web import OperationsServer

log = structlog.get_logger("app")


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def build_app(settings: Settings, normalizer: Normalizer | None = None, socket: Path | None = None) -> faust.App:
    """The worker's app: three agents on blocks, the engine under them, and the operations port.

    `normalizer` may be given where loading it twice would be a waste; it is stateless. `socket`: a Unix socket for the
    operations port, for a worker that is one of several under a supervisor.
    """
    version = app_version()
    metrics = Metrics(version, app_commit())
    shared = Shared(settings, normalizer or Normalizer.load(), version, now)
    spans = _spans(settings, version)
    engine = Engine(settings, shared, metrics, now, spans)
    app = _faust_app(settings, engine)
    engine.app = app
    app.transport = engine_transport(engine)(app.conf.broker_consumer, app)
    for step, inputs in STEPS.items():
        _add_step(app, engine, step, [engine.names.full(name) for name in inputs], settings.topics.partitions)
    server = OperationsServer(settings.http, engine, metrics, version, socket)
    _add_operations(app, settings, engine, server, version, spans)
    return app


def _spans(settings: Settings, version: str) -> BlockSpans:
    if not settings.tracing.enabled:
        return Untraced()
    from service.shell.otel import tracing_by_otlp  # noqa: PLC0415 - an extra, which not everybody has

    return tracing_by_otlp(settings, version)


def _faust_app(settings: Settings, engine: Engine) -> faust.App:
    class WorkerApp(faust.App):  # type: ignore[misc]
        def on_rebalance_start(self) -> None:
            engine.on_rebalance_start()
            super().on_rebalance_start()

        def _create_directories(self) -> None:
            """Faust's folders for its own tables; ours keep nothing there, and the file system may be read-only."""

    register_block_codec()
    tuning = settings.engine
    static = {"consumer_group_instance_id": tuning.instance_id} if tuning.instance_id else {}
    return WorkerApp(
        settings.app_id,
        broker=faust_broker_urls(settings.kafka),
        broker_credentials=faust_credentials(settings.kafka),
        store="memory://",
        # Read committed records only, and call the transaction manager at rebalances.
        processing_guarantee="exactly_once",
        ConsumerScheduler=BlockScheduling,
        web_enabled=False,
        web_tables_enabled=False,
        web_router_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.topics.partitions,
        table_standby_replicas=0,
        recovery_consistency_check=False,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=4 * 1024 * 1024,
        broker_max_poll_records=20_000,
        broker_session_timeout=tuning.session_timeout_seconds,
        broker_heartbeat_interval=tuning.heartbeat_seconds,
        broker_rebalance_timeout=tuning.rebalance_timeout_seconds,
        broker_request_timeout=settings.kafka.request_timeout_seconds,
        stream_buffer_maxsize=16,
        stream_wait_empty=True,
        **static,
    )


def _add_step(app: faust.App, engine: Engine, step: str, inputs: list[str], partitions: int) -> None:
    # Faust derives the changelog's name from app id and table name; the topic registry knows it as well.
    table = app.Table(step, partitions=partitions, key_type=bytes, value_type=bytes)
    table._data = RestoredStore("memory://", app, table, table_name=step, key_type=bytes, value_type=bytes)
    topic = app.topic(*inputs, key_serializer="raw", value_serializer=BLOCK_CODEC, acks=True)

    async def serve(stream: Any) -> None:
        await engine.serve(stream)

    app.agent(topic, name=step)(serve)


def _add_operations(
    app: faust.App, settings: Settings, engine: Engine, server: OperationsServer, version: str, spans: BlockSpans
) -> None:
    api = ApiServer(settings, version) if settings.api.in_worker else None

    @app.service
    class Operations(faust.Service):  # type: ignore[misc]
        async def on_start(self) -> None:
            port = await server.start()
            api_port = await api.start() if api else None
            log.info("worker starts", version=version, http_port=port, api_port=api_port, app_id=settings.app_id)

        async def on_stop(self) -> None:
            if api:
                await api.stop()
            await server.stop()
            await asyncio.to_thread(spans.close)

    @app.timer(interval=WATCH_SECONDS)  # type: ignore[untyped-decorator]
    async def watch() -> None:
        await engine.watch()

    @app.timer(interval=settings.totals.tick_seconds)  # type: ignore[untyped-decorator]
    async def tick() -> None:
        await engine.tick()
