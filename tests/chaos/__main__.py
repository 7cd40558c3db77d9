"""`python -m tests.chaos`: faults against the service on real brokers, and a check that nothing came of them."""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from pathlib import Path

from tests.chaos.network import OwnNetwork
from tests.chaos.report import Run
from tests.chaos.run import Options, run
from tests.chaos.schedule import SHORT, Kind
from tests.chaos.toxiproxy import best_network

_SHORT_MINUTES = 1.2
"""No fault begins later than this; what comes before and after takes the rest of three minutes."""


def main(arguments: list[str]) -> int:
    """Exit code 0 = nothing lost, doubled or wrong, and every fault was recovered from."""
    given = _parser().parse_args(arguments)
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    kinds = tuple(Kind[name.upper()] for name in given.kinds.split(",")) if given.kinds else tuple(Kind)
    command = f"make chaos SEED={seed} MINUTES={given.minutes:g}"
    if given.short:
        kinds, given.minutes, given.faults = SHORT, _SHORT_MINUTES, len(SHORT)
        command = f"make chaos-short SEED={seed}"
    print(f"seed {seed}", flush=True)
    options = Options(seed, given.minutes, given.faults, given.rate, kinds, not given.dynamic, command)
    with tempfile.TemporaryDirectory(prefix="incident-stream-chaos-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = asyncio.run(_run(options, folder, own=given.short or given.own_proxies))
    print(found.as_table())
    for line in found.findings.told:
        print(line)
    if given.json:
        given.json.write_text(json.dumps(found.as_json(), indent=1, ensure_ascii=False) + "\n")
    return 0 if found.good else 1


async def _run(options: Options, folder: Path, *, own: bool) -> Run:
    name, network = ("own proxies", OwnNetwork()) if own else await best_network()
    print(f"network: {name}", flush=True)
    found = await run(options, network, folder, lambda line: print(line, flush=True))
    found.settings["network"] = name
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="of load and faults; drawn and told when missing")
    parser.add_argument("--minutes", type=float, default=30, help="how long faults are made")
    parser.add_argument("--faults", type=int, default=10_000, help="most faults")
    parser.add_argument("--rate", type=float, default=40, help="reports per second")
    parser.add_argument(
        "--kinds", help="only these, by name, comma-separated: " + ", ".join(k.name.lower() for k in Kind)
    )
    parser.add_argument("--short", action="store_true", help="the kinds of the short run")
    parser.add_argument("--own-proxies", action="store_true", help="even where Toxiproxy is at hand")
    parser.add_argument("--dynamic", action="store_true", help="without static membership")
    parser.add_argument("--folder", type=Path, help="keep data and logs here")
    parser.add_argument("--json", type=Path, help="write the result here as well")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
