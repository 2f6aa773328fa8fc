import type { JsonObject, JsonValue } from '@millrace/model';
import { BODY_LIMITS } from './body-limits.ts';
import { setOwn } from './set-own.ts';

/** An element whose end has not come yet. */
interface Open {
  name: string;
  /** Attributes as `@name` and elements by name. */
  members: JsonObject;
  text: string;
  isEmpty: boolean;
  hasElements: boolean;
}

/**
 * Builds the object that an XML document reads as. An element with nothing but text is that text,
 * any other an object: attributes as `@name`, elements by name, those of one name as a list, text
 * beside them as `#text`.
 */
export class XmlTree {
  private readonly stack: Open[] = [];
  private readonly document: JsonObject = {};
  private isRead = false;

  open(name: string): 'opened' | 'second' | 'deep' {
    if (this.stack.length === 0 && this.isRead) return 'second';
    if (this.stack.length === BODY_LIMITS.depth) return 'deep';
    this.isRead = true;
    this.stack.push({ name, members: {}, text: '', isEmpty: true, hasElements: false });
    return 'opened';
  }

  /** False when the innermost element has it already. */
  attribute(name: string, value: string): boolean {
    const open = this.stack.at(-1);
    const key = `@${name}`;
    if (open === undefined || Object.hasOwn(open.members, key)) return false;
    open.members[key] = value;
    open.isEmpty = false;
    return true;
  }

  /** False when it is text outside of the root element. */
  text(text: string): boolean {
    const open = this.stack.at(-1);
    if (open === undefined) return text.trim() === '';
    open.text += text;
    return true;
  }

  /** The name of the element it closes; undefined when none is open. */
  close(): string | undefined {
    const closed = this.stack.pop();
    if (closed === undefined) return undefined;
    const parent = this.stack.at(-1);
    const value = valueOf(closed);
    if (parent === undefined) {
      setOwn(this.document, closed.name, value);
    } else {
      parent.isEmpty = false;
      parent.hasElements = true;
      append(parent.members, closed.name, value);
    }
    return closed.name;
  }

  /** The document, once its root element is closed. */
  end(): JsonObject | undefined {
    return this.isRead && this.stack.length === 0 ? this.document : undefined;
  }
}

function valueOf({ members, text, isEmpty, hasElements }: Open): JsonValue {
  if (isEmpty) return text;
  const own = hasElements ? text.trim() : text;
  if (own !== '') members['#text'] = own;
  return members;
}

/** The value of an element is never a list itself, so a list is always one of repeated elements. */
function append(members: JsonObject, name: string, value: JsonValue): void {
  const earlier = Object.hasOwn(members, name) ? members[name] : undefined;
  if (earlier === undefined) setOwn(members, name, value);
  else if (Array.isArray(earlier)) earlier.push(value);
  else setOwn(members, name, [earlier, value]);
}
