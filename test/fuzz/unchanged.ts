/**
 * True when two values that were read from one text are still equal: the same members in the same
 * order. Keeps its own stack, so that it is safe on any depth.
 */
export function unchanged(left: unknown, right: unknown): boolean {
  const open: [unknown, unknown][] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [one, other] = pair;
    if (Object.is(one, other)) continue;
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
      return false;
    }
    if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
    const [keys, others] = [Object.keys(one), Object.keys(other)];
    if (keys.length !== others.length) return false;
    for (const [at, key] of keys.entries()) {
      if (others[at] !== key) return false;
      open.push([Reflect.get(one, key), Reflect.get(other, key)]);
    }
  }
  return true;
}
