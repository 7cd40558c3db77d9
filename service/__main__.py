"""Entry point of the `incident-stream` command."""

from service.cli import main

if __name__ == "__main__":
    main()

__all__ = ["main"]
