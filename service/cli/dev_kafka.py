"""`incident-stream dev-kafka`: real Apache Kafka for people without one."""

import json
import signal
from pathlib import Path
from time import sleep
from typing import Annotated

import typer

from service.cli.common import fail
from service.shell.dev_kafka import DevKafka, DevKafkaError, background

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Real Apache Kafka for people without one.")

Brokers = Annotated[int, typer.Option(min=1, max=3, help="How many brokers.")]
Port = Annotated[int, typer.Option(min=0, max=65533, help="Port of the first broker; 0 picks free ones.")]
Directory = Annotated[Path | None, typer.Option("--dir", help="Folder for data and logs; one per user by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.command()
def run(brokers: Brokers = 1, port: Port = 9092, directory: Directory = None, as_json: AsJson = False) -> None:
    """Run Kafka until Ctrl-C or SIGTERM."""
    folder = _folder(directory)
    # SIGINT, too: a script's shell starts what runs behind its "&" deaf to it, and Kafka would outlive the script.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with DevKafka(brokers, directory=folder, port=port) as kafka:
            background.remember(folder, kafka.bootstrap_servers)
            _tell(folder, kafka.bootstrap_servers, as_json, "Ctrl-C stops it")
            _watch(kafka)
    except KeyboardInterrupt:
        return  # as asked; the brokers have been stopped on the way here
    except (DevKafkaError, OSError) as error:
        fail(str(error))
    finally:
        background.forget(folder)


@app.command()
def up(brokers: Brokers = 1, port: Port = 9092, directory: Directory = None, as_json: AsJson = False) -> None:
    """Start Kafka in the background and return when it is ready."""
    folder = _folder(directory)
    try:
        known = background.up(folder, brokers, port)
    except (DevKafkaError, OSError) as error:
        fail(str(error))
    where = "" if directory is None else f" --dir {folder}"
    _tell(folder, known.bootstrap_servers, as_json, f"stop it with: incident-stream dev-kafka down{where}")


@app.command()
def down(directory: Directory = None, as_json: AsJson = False) -> None:
    """Stop the Kafka that `up` started. Its data stay."""
    folder = _folder(directory)
    try:
        stopped = background.down(folder)
    except (DevKafkaError, OSError) as error:
        fail(str(error))
    if as_json:
        print(json.dumps({"stopped": stopped, "folder": str(folder)}))
    elif stopped:
        print(f"Kafka is stopped; its data stay in {folder}")
    else:
        print(f"no Kafka runs in {folder}")


def _watch(kafka: DevKafka) -> None:
    """Until a signal comes; a broker that ends by itself is an error."""
    while not (ended := kafka.ended()):
        sleep(0.5)  # between two looks
    raise DevKafkaError(f"broker {ended[0].number} ended by itself:\n{ended[0].said()}")


def _tell(folder: Path, servers: str, as_json: bool, hint: str) -> None:
    if as_json:
        print(json.dumps({"bootstrap_servers": servers, "folder": str(folder)}), flush=True)
        return
    print(f"Kafka is at {servers}\ndata and logs are in {folder}\n{hint}", flush=True)


def _folder(given: Path | None) -> Path:
    return (given or background.default_folder()).expanduser().absolute()
