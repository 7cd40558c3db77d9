"""What `incident-stream demo` feeds: reports of our own writing, timed back from now."""
