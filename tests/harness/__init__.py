"""What tests of the whole program share: a running family on data of its own, and people who talk to it over HTTP."""
