"""A read-only HTTP API over the output topics: totals, attacks, changes, and a stream of them."""
