"""`incident-stream schemas`: the records' JSON Schemas."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.export import DOCUMENT, FOLDER, drifted, write_schemas
from service.shell.app_version import app_version
from service.shell.contract import asyncapi_text
from service.shell.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The records' JSON Schemas.")


@app.callback()
def _schemas() -> None:
    """The records' JSON Schemas."""


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(help="Where to write them.", show_default="schemas/json of the checkout")
    ] = FOLDER,
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


@app.command()
def asyncapi(
    file: Annotated[
        Path, typer.Argument(help="Where to write it.", show_default="schemas/asyncapi.yaml of the checkout")
    ] = DOCUMENT,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when it is out of step.")] = False,
) -> None:
    """Write the AsyncAPI 3 document of the topics, made from the registry and the models."""
    text = asyncapi_text(app_version(), Settings.model_construct())
    same = file.is_file() and file.read_text(encoding="utf-8") == text
    if check and not same:
        print(f"out of step with the topics: {file.name} (run `make schemas`)")
        raise typer.Exit(1)
    if not check:
        file.write_text(text, encoding="utf-8")
    print(f"{file.name} is in step with the topics" if same or check else f"wrote {file}")
