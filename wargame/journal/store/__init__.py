"""How the log is kept: canonical bytes, statements, entries at the end of a stream, and the words beside it.

What is decided, and when, is `record`'s; nothing outside the journal writes through these modules.
"""
