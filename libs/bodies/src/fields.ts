import type { JsonObject, JsonValue } from '@millrace/model';
import { BODY_LIMITS } from './body-limits.ts';
import { setOwn } from './set-own.ts';

/**
 * Named values as forms, queries and multipart bodies send them, as one object by one rule:
 * a repeated name and `a[]` make lists, `a[0]`, `a[1]` too when no index is missing, `a[key]`
 * makes objects. Every step costs the length of a name, whatever was added before.
 */
export class Fields {
  private readonly root = new Field();

  add(name: string, value: JsonValue): void {
    const keys = keysOf(name);
    if (keys === undefined) {
      this.root.child(name).items.push(value);
      return;
    }
    let field = this.root;
    for (const [at, key] of keys.entries()) {
      if (key !== '' || at === 0) field = field.child(key);
      else if (at === keys.length - 1) field.isList = true;
      else field = field.item(keys.slice(at + 1));
    }
    field.items.push(value);
  }

  toJson(): JsonObject {
    return this.root.toObject();
  }
}

/** What was sent under one name. */
class Field {
  /** Values of the bare name and of `name[]`, in the order they came. */
  readonly items: (JsonValue | Field)[] = [];
  /** True once `name[]` was seen: a single value is a list then. */
  isList = false;
  /** By name. Most fields have none: ten thousand empty maps take longer than all else. */
  private children: Map<string, Field> | undefined;

  child(key: string): Field {
    this.children ??= new Map();
    let child = this.children.get(key);
    if (child === undefined) {
      child = new Field();
      this.children.set(key, child);
    }
    return child;
  }

  /**
   * The item of a list that `name[][…]` adds to: the last one, until it has such a field already.
   * So `a[][id]=1&a[][n]=x&a[][id]=2` are two objects.
   */
  item(rest: readonly string[]): Field {
    this.isList = true;
    const last = this.items.at(-1);
    if (last instanceof Field && (rest.at(-1) === '' || !last.has(rest))) return last;
    const next = new Field();
    this.items.push(next);
    return next;
  }

  private has(keys: readonly string[]): boolean {
    const [key, ...rest] = keys;
    if (key === undefined) return this.items.length > 0;
    return this.children?.get(key)?.has(rest) ?? false;
  }

  toObject(): JsonObject {
    const object: JsonObject = {};
    for (const [key, child] of this.children ?? NONE) setOwn(object, key, child.toJson());
    return object;
  }

  toJson(): JsonValue {
    const { children } = this;
    const items = this.items.map((item) => (item instanceof Field ? item.toJson() : item));
    const [first = null] = items;
    const own = items.length === 1 && !this.isList ? first : items;
    if (children === undefined) return own;
    const list = indexed(children);
    if (list !== undefined) return [...list, ...items];
    const object = this.toObject();
    if (!this.isList) {
      // A value beside nested fields, as in `a=1&a[b]=2`.
      if (items.length > 0) object[''] = own;
      return object;
    }
    let index = 0;
    for (const item of items) {
      while (children.has(String(index))) index += 1;
      object[String(index++)] = item;
    }
    return object;
  }
}

const NONE: ReadonlyMap<string, Field> = new Map();

/** What was sent under the names 0, 1, 2 … as a list, when none is missing. */
function indexed(children: ReadonlyMap<string, Field>): JsonValue[] | undefined {
  const list: JsonValue[] = [];
  for (let index = 0; index < children.size; index += 1) {
    const child = children.get(String(index));
    if (child === undefined) return undefined;
    list.push(child.toJson());
  }
  return list;
}

/** `a[b][]` as a, b and the empty key; undefined for a name that is not of this form. */
function keysOf(name: string): string[] | undefined {
  const open = name.indexOf('[');
  if (open <= 0 || !name.endsWith(']')) return undefined;
  const keys = [name.slice(0, open)];
  for (let at = open; at < name.length;) {
    const close = name.indexOf(']', at);
    const key = name.slice(at + 1, close);
    const isKey = name[at] === '[' && !key.includes('[');
    if (!isKey || keys.length > BODY_LIMITS.brackets) return undefined;
    keys.push(key);
    at = close + 1;
  }
  return keys;
}
