/*
 * What no evaluation may touch. Reading the constructor of functions, the door to code from text,
 * is counted too, since an attempt whose error is swallowed would not show otherwise.
 */

const FUNCTIONS = [
  () => 0,
  async () => Promise.resolve(0),
  function* () {
    yield 0;
  },
  async function* () {
    yield Promise.resolve(0);
  },
].map((one) => Object.getPrototypeOf(one) as object);

const WATCHED: readonly (readonly [string, object])[] = [
  ['Object.prototype', Object.prototype],
  ['Array.prototype', Array.prototype],
  ['String.prototype', String.prototype],
  ['Number.prototype', Number.prototype],
  ['Boolean.prototype', Boolean.prototype],
  ['RegExp.prototype', RegExp.prototype],
  ['Map.prototype', Map.prototype],
  ['Error.prototype', Error.prototype],
  ['Function.prototype', Function.prototype],
  ['Object', Object],
  ['Array', Array],
  ['JSON', JSON],
  ['Math', Math],
  ['globalThis', globalThis],
];

let reads = 0;

/** Sets the traps; afterwards {@link disturbed} tells what was touched since. */
export function setTraps(): void {
  for (const prototype of FUNCTIONS) trap(prototype, 'constructor');
  trap(globalThis, 'eval');
  // The first look makes those globals that the platform makes late.
  take();
  snapshot = take();
}

function trap(owner: object, name: string): void {
  const original: unknown = Reflect.get(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    get: () => {
      reads += 1;
      return original;
    },
    set: () => undefined,
  });
}

type Descriptors = ReadonlyMap<string | symbol, PropertyDescriptor>;

let snapshot: readonly Descriptors[] = [];

function take(): Descriptors[] {
  return WATCHED.map(
    ([, owner]) =>
      new Map(
        Reflect.ownKeys(owner).map((key) => [key, Reflect.getOwnPropertyDescriptor(owner, key)!]),
      ),
  );
}

/** What was touched since the last look, and puts it back; undefined when nothing was. */
export function disturbed(): string | undefined {
  if (reads > 0) {
    reads = 0;
    return 'generated-code: something reached for the constructor of functions or for eval';
  }
  for (const [at, [name, owner]] of WATCHED.entries()) {
    const key = changedKey(owner, snapshot[at]!);
    if (key === undefined) continue;
    putBack(owner, snapshot[at]!);
    return `polluted: ${name} has another ${String(key)}`;
  }
  return undefined;
}

function changedKey(owner: object, before: Descriptors): string | symbol | undefined {
  const keys = Reflect.ownKeys(owner);
  const changed = keys.find((key) => {
    const was = before.get(key);
    // Globals of the platform are made when they are first read.
    if (was?.get !== undefined) return false;
    const is = Reflect.getOwnPropertyDescriptor(owner, key);
    return was === undefined || !Object.is(was.value, is?.value);
  });
  if (changed !== undefined || keys.length === before.size) return changed;
  return [...before.keys()].find((key) => !keys.includes(key));
}

function putBack(owner: object, before: Descriptors): void {
  for (const key of Reflect.ownKeys(owner)) {
    if (!before.has(key)) Reflect.deleteProperty(owner, key);
  }
  for (const [key, descriptor] of before) {
    if (descriptor.configurable === true) Reflect.defineProperty(owner, key, descriptor);
  }
}
