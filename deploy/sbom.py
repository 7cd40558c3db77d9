"""Hold a CycloneDX bill of materials against the pinned requirements: `python deploy/sbom.py BOM REQUIREMENTS`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def pinned(text: str) -> dict[str, str]:
    """Packages with their versions out of a compiled requirements file, as far as they are for this machine."""
    found = {}
    for line in text.splitlines():
        if not line or line.startswith((" ", "#")):
            continue
        requirement = Requirement(line.removesuffix("\\").strip())
        if requirement.marker is None or requirement.marker.evaluate():
            [version] = requirement.specifier
            found[canonicalize_name(requirement.name)] = version.version
    return found


def faults(bom: dict[str, Any], wanted: dict[str, str]) -> Iterator[str]:
    """What a bill says too much or too little."""
    components = {canonicalize_name(component["name"]): component for component in bom["components"]}
    for name in sorted(wanted.keys() - components.keys()):
        yield f"{name} is pinned and not in the bill"
    for name in sorted(components.keys() - wanted.keys()):
        yield f"{name} is in the bill and not pinned"
    for name in sorted(wanted.keys() & components.keys()):
        component = components[name]
        if component["version"] != wanted[name]:
            yield f"{name} is {component['version']} in the bill and pinned as {wanted[name]}"
        if not component.get("purl", "").startswith("pkg:pypi/"):
            yield f"{name} has no package URL"


def main() -> int:
    """Print what is wrong; returns the exit code."""
    file, requirements = map(Path, sys.argv[1:])
    bom = json.loads(file.read_text(encoding="utf-8"))
    found = list(faults(bom, pinned(requirements.read_text(encoding="utf-8"))))
    silent = [component["name"] for component in bom["components"] if not component.get("licenses")]
    print("\n".join(found) or f"{file}: {len(bom['components'])} packages, each as pinned")
    if silent:
        print(f"without a licence in their own metadata: {', '.join(silent)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
