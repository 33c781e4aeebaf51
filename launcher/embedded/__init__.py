"""The servers that come as wheels: PostgreSQL and Valkey. Each has `name`, `start`, `wait` and `stop_signals`."""
