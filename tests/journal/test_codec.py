"""The canonical form: what goes in is what PostgreSQL gives back, and equal values have equal bytes."""

import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wargame.journal.store.codec import Unwritable, canonical, from_ms, settle, spell, texts_in, to_ms, with_texts

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
numbers = st.one_of(st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(text, inner, max_size=4), st.tuples(inner, inner)
    ),
    max_leaves=12,
)


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=values)
def test_a_settled_value_comes_back_from_jsonb_as_it_was(value, db):
    settled = settle(value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(settled)])
        back = json.loads(cursor.fetchone()[0])
    assert repr(back) == repr(settled)  # types, signs and the order of keys included
    assert canonical(back) == canonical(settled)
    assert settle(settled) == settled


@pytest.mark.parametrize(
    "bad", [float("nan"), float("inf"), "\x00", "\ud800", {1: 2}, {"\x00": 1}, object(), b"", 10**400]
)
def test_what_json_or_postgresql_cannot_keep_is_refused(bad):
    with pytest.raises(Unwritable) as refused:
        settle({"a": [1, bad]})
    assert refused.value.where == "a.1"
    with pytest.raises(Unwritable):
        spell(bad)


def test_words_are_taken_out_and_put_back():
    class Note:
        def __init__(self, words):
            self.text = words

    kept = {}
    settled = settle(
        {"a": [Note("one"), {"b": Note("two")}], "c": 1}, words=Note, keep=lambda w: kept.setdefault(w, w[0])
    )
    assert settled == {"a": [{"$text": "o"}, {"b": {"$text": "t"}}], "c": 1}
    assert texts_in(settled) == {"o", "t"}
    view = {"same": {"x": [1]}, "inked": settled}
    inked = with_texts(view, {"o": "one", "t": "two"})
    assert inked["inked"] == {"a": ["one", {"b": "two"}], "c": 1}
    assert inked["same"] is view["same"]  # what has no words is not copied
    assert with_texts(view["same"], {}) is view["same"]


def test_milliseconds_go_there_and_back():
    for ms in (0, 1, 999, 1_795_351_450_785, 253_402_300_799_999):
        assert to_ms(from_ms(ms)) == ms
