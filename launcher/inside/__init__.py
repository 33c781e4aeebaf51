"""Programs that the launcher starts inside the finished environment; only these may import what is installed there."""
