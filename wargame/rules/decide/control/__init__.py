"""What control does at the table beside clocks and adjudication: injects, voices, acts for others, notes."""
