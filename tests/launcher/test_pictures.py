"""Every screen that a test photographs is in the list with its picture, and every picture is a listed screen's."""

import numpy as np

from tests.browser.pictures.listed import SCREENS, WAITING, kept, listed, photographed, shown
from tests.browser.pictures.palette import png, quantise, size_of

SIZES = ((1280, 720), (390, 844), (1920, 1080))  # a screen, a phone, a projector
MOST_BYTES = 7_000_000
MOST_BYTES_OF_ONE = 200_000
COMMAND = (
    "python -m tests.browser.pictures tests/browser/test_… takes it; a row of docs/screens/README.md says what it is"
)


def test_every_screen_has_its_picture_and_its_sentence():
    assert photographed() - listed() == set(), f"photographed but not listed ({COMMAND})"
    assert listed() - photographed() == set(), "listed, but no test photographs it"
    assert listed() - kept() == WAITING, f"listed, but not taken ({COMMAND})"
    assert kept() - listed() == set(), "pictures of no screen: remove them"
    assert shown() - listed() == set(), "shown in a document, but no screen"


def test_the_pictures_are_small_and_of_the_known_sizes():
    files = sorted(SCREENS.glob("*.png"))
    for each in files:
        wide, high = size_of(each.read_bytes())
        printed = each.stem.endswith("-printed")
        assert printed or (wide, high) in SIZES, f"{each.name} is {wide} × {high}"
        assert each.stat().st_size <= MOST_BYTES_OF_ONE, f"{each.name} has {each.stat().st_size} bytes"
    assert sum(each.stat().st_size for each in files) <= MOST_BYTES


def test_few_colours_stay_as_they_are_and_many_become_near_ones():
    flat = np.zeros((4, 6, 3), dtype=np.uint8)
    flat[:, 3:] = (200, 30, 7)
    table, places = quantise(flat)
    assert (table[places] == flat).all() and len(table) == 2
    assert size_of(png(table, places)) == (6, 4)
    ramp = np.arange(64 * 64 * 3, dtype=np.uint32).reshape(64, 64, 3) * 5461 % 256
    table, places = quantise(ramp.astype(np.uint8))
    assert len(table) <= 48
    assert np.abs(table[places].astype(int) - ramp.astype(int)).mean() < 24
