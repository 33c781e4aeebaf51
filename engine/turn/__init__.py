"""One turn, all axes, one assessment: `adjudicate(world, key)`. Under construction in this commit; the signature is final."""

from typing import Any

from engine.nouns import Findings, Key, World


def adjudicate(world: World, key: Key) -> Findings:
    """Answer every question of `world`; same world, key and manifest, same findings bit for bit."""
    raise NotImplementedError("the chain of one engagement follows in the next commits")


def plain(findings: Findings) -> dict[str, Any]:
    """The findings as rounded, JSON-ready values."""
    raise NotImplementedError("follows in the next commits")
