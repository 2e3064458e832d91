"""OPC UA: process control systems of plants."""
