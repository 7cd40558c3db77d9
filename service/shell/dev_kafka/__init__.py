"""Real Apache Kafka for people who have none: for the demo, the tests and a developer's machine."""

from service.shell.dev_kafka.cluster import DevKafka
from service.shell.dev_kafka.fetch import DevKafkaError

__all__ = ["DevKafka", "DevKafkaError"]
