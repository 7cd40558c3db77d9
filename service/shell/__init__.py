"""Everything that touches Kafka, HTTP, clocks, files and logs."""
