"""The difference between two views: the part of RFC 6902 (JSON Patch) that the page needs.

Maps are compared key by key, lists and plain values are replaced whole. What is the same object in both is the same
value: views share what did not change, so the difference costs what changed and not what there is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Operation = dict[str, Any]


def difference(before: Any, after: Any) -> list[Operation]:
    """The operations that turn `before` into `after`: `apply(difference(a, b), a)` equals b."""
    return list(compare(before, after, ""))


def compare(before: Any, after: Any, path: str) -> Iterator[Operation]:
    if before is after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before:
            if key not in after:
                yield {"op": "remove", "path": f"{path}/{escape(key)}"}
        for key, value in after.items():
            if key not in before:
                yield {"op": "add", "path": f"{path}/{escape(key)}", "value": value}
            else:
                yield from compare(before[key], value, f"{path}/{escape(key)}")
    elif not same(before, after):
        yield {"op": "replace", "path": path, "value": after}


def same(one: Any, other: Any) -> bool:
    """Whether both are the same JSON value. Python's own `==` takes true for 1, and JSON does not."""
    if one is other:
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def apply(patch: list[Operation], document: Any) -> Any:
    """The patched document; the given one stays as it is. KeyError if the patch was not made for it."""
    for operation in patch:
        document = change(document, parts(operation["path"]), operation)
    return document


def change(document: Any, path: list[str], operation: Mapping[str, Any]) -> Any:
    if not path:
        return operation["value"]
    key, *rest = path
    changed = dict(document)
    if rest or operation["op"] == "replace":
        changed[key] = change(changed[key], rest, operation)
    elif operation["op"] == "remove":
        del changed[key]
    else:
        changed[key] = operation["value"]
    return changed


def parts(path: str) -> list[str]:
    return [each.replace("~1", "/").replace("~0", "~") for each in path.split("/")[1:]]


def escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key
