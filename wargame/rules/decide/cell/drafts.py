"""Drafts of offers and orders that a cell shares: who saves says on which version, and merges field by field.

Two colleagues who change different fields both keep their work; who changes a field that another has changed since is
told so and nothing is overwritten. A draft need not be complete or lawful: it is held against the rules when used.
"""

import re
from collections.abc import Sequence
from typing import Any

from wargame.rules.commands.cell import DraftChanges, DraftClause, DropDraft, SaveDraft
from wargame.rules.decide.frame import no_power
from wargame.rules.events import Words, cell_of, visible
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.powers import effective
from wargame.rules.pack import FieldSpec, Pack
from wargame.rules.refusals import Refusal, refuse

MOST_DRAFTS = 24  # open at a time in one cell
MOST_FIELDS = 60  # ever written in one draft
ID = re.compile(r"^[A-Za-z0-9_.:\-]{1,64}$")
PLAIN = ("open", "expires_turn", "confidence", "kind")
WRITTEN = ("title", "note", "rationale", "expects")

Draft = dict[str, Any]
Fields = dict[str, Any]  # path -> value; None takes it out


def save(acts: Acts, command: SaveDraft) -> str | Refusal | None:
    refusal = _may_draft(acts)
    if refusal is not None:
        return refusal
    old = _own_open(acts, command.draft) if command.draft is not None else _new(acts, command)
    if isinstance(old, Refusal):
        return old
    kind = command.changes.kind or old["fields"].get("kind", {}).get("value")
    changes = _changes(acts.context.pack, old["cell"], command.changes, kind)
    if isinstance(changes, Refusal):
        return changes
    changes = {**changes, **dict.fromkeys(command.clear)}
    refusal = _mergeable(acts, command, old, changes)
    if refusal is not None:
        return refusal
    body = {
        "draft": old["id"],
        "cell": old["cell"],
        "of": old["of"],
        "about": old["about"],
        "version": old["version"] + 1,
        "by": acts.seat,
        "at_ms": acts.context.now_ms,
        "fields": changes,
    }
    acts.add("draft_saved", body, (old["cell"],))
    return str(old["id"])


def drop(acts: Acts, command: DropDraft) -> str | Refusal | None:
    refusal = _may_draft(acts)
    if refusal is not None:
        return refusal
    draft = _own_open(acts, command.draft)
    if isinstance(draft, Refusal):
        return draft
    if command.version != draft["version"]:
        return refuse("old-version", "version", given=command.version, version=draft["version"])
    close(acts, command.draft, "dropped", None)
    return command.draft


def usable(acts: Acts, draft: str | None, version: int | None) -> Refusal | None:
    """Refused unless `draft` (if one is named) is the cell's own, open, and `version` is its current one."""
    if draft is None:
        return None
    row = _own_open(acts, draft)
    if isinstance(row, Refusal):
        return row
    if version is None:
        return refuse("missing-field", "draft_version", name="A paper made of a draft")
    if version != row["version"]:
        return refuse("old-version", "draft_version", given=version, version=row["version"])
    return None


def close(acts: Acts, draft: str | None, status: str, ref: str | None) -> None:
    """The end of a draft: dropped, or used, and then `ref` is what was made of it. None: there was no draft."""
    if draft is None:
        return
    cell = acts.state["drafts"][draft]["cell"]
    body = {"draft": draft, "cell": cell, "status": status, "by": acts.seat, "ref": ref, "at_ms": acts.context.now_ms}
    acts.add("draft_closed", body, (cell,))


def _may_draft(acts: Acts) -> Refusal | None:
    powers = effective(acts.state, acts.seat)
    return None if "draft" in powers or "order" in powers else no_power(acts.state, acts.seat, "draft")


def _own_open(acts: Acts, name: str) -> Draft | Refusal:
    draft: Draft | None = acts.state["drafts"].get(name)
    if draft is None or draft["cell"] != cell_of(acts.seat):
        return refuse("unknown-draft", "draft", draft=name)
    if draft["status"] != "open":
        return refuse("draft-closed", "draft", status=draft["status"])
    return draft


def _new(acts: Acts, command: SaveDraft) -> Draft | Refusal:
    state, cell = acts.state, cell_of(acts.seat)
    if command.of is None:
        return refuse("missing-field", "of", name="A new draft")
    here = [row for row in state["drafts"].values() if row["cell"] == cell and row["status"] == "open"]
    if len(here) >= MOST_DRAFTS:
        return refuse("too-many-drafts", count=MOST_DRAFTS)
    if command.of == "counter":
        offer = state["offers"].get(command.about or "")
        if offer is None or not visible(offer["seen_by"], acts.seat, state["game"]):
            return refuse("unknown-offer", "about", offer=command.about or "")
    elif command.of == "order" and command.about is not None:
        order = state["orders"].get(command.about)
        if order is None or order["cell"] != cell:
            return refuse("unknown-order", "about", order=command.about)
    about = None if command.of == "offer" else command.about
    return {
        "id": acts.new_id("draft"),
        "cell": cell,
        "of": command.of,
        "about": about,
        "version": 0,
        "status": "open",
        "fields": {},
    }


def _mergeable(acts: Acts, command: SaveDraft, old: Draft, changes: Fields) -> Refusal | None:
    """Refused if nothing is changed, too much is kept, or a colleague changed one of these fields since the base."""
    if not changes and old["version"]:
        return refuse("bad-field", "changes", what="name at least one field that changes.")
    if command.base_version > old["version"]:
        what = f"there is no version {command.base_version} yet; {old['version']} is the last."
        return refuse("bad-field", "base_version", what=what)
    if len({*old["fields"], *changes}) > MOST_FIELDS:
        return refuse("bad-field", "changes", what=f"a draft holds at most {MOST_FIELDS} fields.")
    for path, value in changes.items():
        known = old["fields"].get(path)
        if known is None or known["version"] <= command.base_version or known["by"] == acts.seat:
            continue
        if known["value"] == value:
            continue
        return refuse(
            "draft-conflict",
            f"changes.{path}",
            path=path,
            who=acts.state["seats"][known["by"]]["title"],
            theirs=known["version"],
            given=command.base_version,
            version=old["version"],
        )
    return None


def _changes(pack: Pack, cell: str, given: DraftChanges, kind: Any) -> Fields | Refusal:
    """The fields that change, flat, with what people write as `Words`."""
    fields: Fields = {name: getattr(given, name) for name in PLAIN if getattr(given, name) is not None}
    fields |= {name: Words(text) for name in WRITTEN if (text := getattr(given, name)) is not None}
    if given.to is not None:
        fields["to"] = list(given.to)
    if given.invites is not None:
        fields["invites"] = list(given.invites)
    if given.links is not None:
        fields["links"] = [{"offer": link.offer, "kind": link.kind} for link in given.links]
    for name, clause in given.clauses.items():
        made = _clause(pack, clause, f"changes.clauses.{name}")
        if isinstance(made, Refusal):
            return made
        fields[f"clauses.{name}"] = made
    if given.kind is not None or given.args:
        its = pack["order_kinds"].get(str(kind))
        if its is None or cell not in its["cells"]:
            own = ", ".join(name for name, row in pack["order_kinds"].items() if cell in row["cells"])
            return refuse("unknown-order-kind", "changes.kind", kind=kind, choices=own)
        args = _args(its["fields"], given.args, "changes.args", its["title"])
        if isinstance(args, Refusal):
            return args
        fields |= {f"args.{name}": value for name, value in args.items()}
    return fields


def _clause(pack: Pack, clause: DraftClause, at: str) -> dict[str, Any] | Refusal:
    kind = pack["clause_kinds"].get(clause.kind)
    if kind is None:
        return refuse("unknown-clause", f"{at}.kind", kind=clause.kind, choices=", ".join(pack["clause_kinds"]))
    args = _args(kind["fields"], clause.args, f"{at}.args", kind["title"])
    if isinstance(args, Refusal):
        return args
    return {
        "kind": clause.kind,
        "party": clause.party,
        "args": args,
        "from_turn": clause.from_turn,
        "until_turn": clause.until_turn,
        "condition": clause.condition,
        **({"only_if": clause.only_if} if clause.only_if is not None else {}),
    }


def _args(specs: Sequence[FieldSpec], args: dict[str, Any], at: str, title: str) -> dict[str, Any] | Refusal:
    """Arguments as they are, text as `Words`: whatever else is a text has to look like an id, so none hides there."""
    known = {spec["name"]: spec["type"] for spec in specs}
    made: dict[str, Any] = {}
    for name, value in args.items():
        if name not in known:
            return refuse("unknown-field", f"{at}.{name}", name=f"“{title}”")
        parts = list(value) if isinstance(value, tuple | list) else [value]
        if known[name] == "text" and isinstance(value, str):
            made[name] = Words(value)
        elif any(isinstance(part, str) and part and not ID.match(part) for part in parts):
            return refuse("bad-field", f"{at}.{name}", what="must be one of the choices of this field.")
        else:
            made[name] = parts if isinstance(value, tuple | list) else value
    return made
