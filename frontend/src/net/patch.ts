/* Moves a JSON value by a patch: the add, remove and replace of RFC 6902 on objects; lists are replaced whole.
   Pure, and sharing: what a patch does not touch stays the same object, so that the page redraws only what changed. */

import type { PatchOperation } from "./wire";

type Node = Record<string, unknown>;

export class PatchError extends Error {}

/** `/a~1b/c` as ["a/b", "c"]; the empty path names the whole. */
export function pointer(path: string): string[] {
  if (path === "") return [];
  if (!path.startsWith("/")) throw new PatchError(`The path ${JSON.stringify(path)} does not begin with a slash.`);
  return path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function applyPatch<T>(value: T, patch: readonly PatchOperation[]): T {
  return patch.reduce<unknown>((current, operation) => step(current, pointer(operation.path), operation), value) as T;
}

function step(value: unknown, path: string[], operation: PatchOperation): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (operation.op === "remove") throw new PatchError("A patch cannot remove the whole.");
    return operation.value;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PatchError(`${operation.path} leads through something that is not a map.`);
  const node = value as Node;
  const here = Object.hasOwn(node, key);
  if (rest.length > 0) {
    if (!here) throw new PatchError(`${operation.path} leads through “${key}”, which is not there.`);
    return put(node, key, step(node[key], rest, operation));
  }
  if (operation.op === "add") return put(node, key, operation.value);
  if (!here) throw new PatchError(`${operation.path} is not there to ${operation.op}.`);
  if (operation.op === "replace") return put(node, key, operation.value);
  const { [key]: _gone, ...left } = node;
  return left;
}

// defineProperty, so that a key called __proto__ becomes a key and not a prototype.
function put(node: Node, key: string, value: unknown): Node {
  const copy = { ...node };
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
