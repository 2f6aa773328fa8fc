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
    const [first = '', ...keys] = keysOf(name);
    let field = this.root.child(first);
    for (const [at, key] of keys.entries()) {
      if (key !== '') field = field.child(key);
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
  private readonly children = new Map<string, Field>();

  child(key: string): Field {
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
    return this.children.get(key)?.has(rest) ?? false;
  }

  toObject(): JsonObject {
    const object: JsonObject = {};
    for (const [key, child] of this.children) setOwn(object, key, child.toJson());
    return object;
  }

  private toJson(): JsonValue {
    const items = this.items.map((item) => (item instanceof Field ? item.toJson() : item));
    const [first = null] = items;
    const own = items.length === 1 && !this.isList ? first : items;
    if (this.children.size === 0) return own;
    const list = this.indexed();
    if (list !== undefined) return [...list, ...items];
    const object = this.toObject();
    if (!this.isList) {
      // A value beside nested fields, as in `a=1&a[b]=2`.
      if (items.length > 0) object[''] = own;
      return object;
    }
    let index = 0;
    for (const item of items) {
      while (this.children.has(String(index))) index += 1;
      object[String(index++)] = item;
    }
    return object;
  }

  /** The children as a list when their names are 0, 1, 2 … without a gap. */
  private indexed(): JsonValue[] | undefined {
    const list: JsonValue[] = [];
    for (let index = 0; index < this.children.size; index += 1) {
      const child = this.children.get(String(index));
      if (child === undefined) return undefined;
      list.push(child.toJson());
    }
    return list;
  }
}

/** `a[b][]` as a, b and the empty key. A name that is not of this form is one key as it stands. */
function keysOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0 || !name.endsWith(']')) return [name];
  const keys = [name.slice(0, open)];
  for (let at = open; at < name.length;) {
    const close = name.indexOf(']', at);
    const key = name.slice(at + 1, close);
    const isKey = name[at] === '[' && !key.includes('[');
    if (!isKey || keys.length > BODY_LIMITS.brackets) return [name];
    keys.push(key);
    at = close + 1;
  }
  return keys;
}
