"""Defended footprints over grids of aim points: `footprint`, `Footprint`, `Live` for dragging, outlines, and
builders of grids."""

from engine.footprint import grids
from engine.footprint.cover import Footprint, difference, footprint, unpack
from engine.footprint.live import Live

__all__ = ["Footprint", "Live", "difference", "footprint", "grids", "unpack"]
