"""NATS JetStream: ingestion past one machine."""
