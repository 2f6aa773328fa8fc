import type { JsonObject, JsonValue } from '@millrace/model';

/** Sets an own property whatever its name: `__proto__` is data here. */
export function setOwn(target: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else target[key] = value;
}
