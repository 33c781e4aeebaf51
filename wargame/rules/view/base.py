"""Text in a picture, as the types of its parts share it."""

from typing import TypedDict

Written = TypedDict("Written", {"$text": str})
"""A piece of text a person wrote: the id of a row in the erasable table; inked to a plain string before it leaves."""

Text = str | Written
