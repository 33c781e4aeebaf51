"""[P3] A patched view is the fresh view, for whatever two views."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.play.table.patch import apply, difference

plain = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, width=16) | st.text(max_size=4)
keys = st.text(alphabet="ab~/0é", max_size=3)
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4))
documents = st.dictionaries(keys, values, max_size=5)


@settings(max_examples=400, deadline=None)
@given(documents, documents)
def test_the_patch_leads_from_one_view_to_the_other(before, after):
    kept = json.dumps(before)
    patched = apply(json.loads(json.dumps(difference(before, after))), before)
    assert json.dumps(patched, sort_keys=True) == json.dumps(after, sort_keys=True) or numbers_alike(patched, after)
    assert json.dumps(before) == kept, "the view that was patched has changed"


def numbers_alike(one, other):
    """1 and 1.0 are one number to a browser; true and 1 are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(numbers_alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(numbers_alike, one, other))
    return one == other


@settings(max_examples=100, deadline=None)
@given(documents)
def test_nothing_changed_is_no_patch(document):
    assert difference(document, json.loads(json.dumps(document))) == []


def test_true_is_not_one():
    assert difference({"a": 1}, {"a": True}) == [{"op": "replace", "path": "/a", "value": True}]
    assert difference({"a": [0]}, {"a": [False]}) != []


def test_a_list_is_replaced_whole():
    assert difference({"a": [1, 2]}, {"a": [1, 2, 3]}) == [{"op": "replace", "path": "/a", "value": [1, 2, 3]}]


class Untouchable(dict):
    """A map that may not be looked into."""

    def __iter__(self):
        raise AssertionError("looked into a part that did not change")

    keys = items = values = __contains__ = __getitem__ = __iter__


def test_what_is_the_same_object_is_not_walked():
    shared = Untouchable()
    assert difference({"big": shared, "x": 1}, {"big": shared, "x": 2}) == [{"op": "replace", "path": "/x", "value": 2}]
