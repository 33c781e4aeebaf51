"""The sections of the report in the order they are read; each module makes some of them from the chronicle."""
