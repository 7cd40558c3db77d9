"""`incident-stream schemas`: the records' JSON Schemas."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.export import FOLDER, drifted, write_schemas

app = typer.Typer(no_args_is_help=True, help="The records' JSON Schemas.")


@app.callback()
def _schemas() -> None:
    """The records' JSON Schemas."""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = FOLDER,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a file is out of step.")] = False,
) -> None:
    """Write JSON Schema 2020-12 files, one for each record."""
    if check:
        wrong = drifted(folder)
        for path in wrong:
            print(f"out of step with the models: {path.name} (run `make schemas`)")
        if wrong:
            raise typer.Exit(1)
        print("every schema is in step with its model")
        return
    changed = write_schemas(folder)
    print("\n".join(f"wrote {path}" for path in changed) or "nothing to change")
