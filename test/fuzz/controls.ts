import { AppError, type JsonValue } from '@millrace/model';
import type { FindingKind } from './finding.ts';
import { LIBRARY, type Library } from './library.ts';

/** A library that is broken on purpose, in the way that one of the checks is there for. */
export interface Control {
  expected: FindingKind;
  library: Library;
}

type Evaluate = Library['evaluateMapping'];

function onEvaluate(before: (...args: Parameters<Evaluate>) => void): Library {
  const evaluateMapping: Evaluate = (...args) => {
    before(...args);
    return LIBRARY.evaluateMapping(...args);
  };
  return { ...LIBRARY, evaluateMapping };
}

const kept: unknown[] = [];

/** The constructor of functions, reached as an escape reaches it. */
function makeCode(text: string): void {
  const maker: unknown = Reflect.get(() => undefined, 'constructor');
  try {
    if (typeof maker === 'function') Reflect.construct(maker, [text]);
  } catch {
    // Refused by the process; an attempt all the same.
  }
}

/** So many milliseconds of work, however busy the machine is. */
function busy(ms: number): void {
  const start = process.threadCpuUsage();
  for (let spent = 0; spent < ms * 1000;) {
    const { user, system } = process.threadCpuUsage(start);
    spent = user + system;
  }
}

export const CONTROLS: Readonly<Record<string, Control>> = {
  mutates: {
    expected: 'mutated',
    library: onEvaluate((_, data) => {
      if (Array.isArray(data)) data.reverse();
    }),
  },
  throws: {
    expected: 'threw',
    library: onEvaluate((_, data) => {
      if (data === null) throw new TypeError('Cannot read properties of null');
    }),
  },
  misnames: {
    expected: 'odd-error',
    library: onEvaluate((_, data) => {
      if (data === true) throw new AppError('INTERNAL');
    }),
  },
  dawdles: {
    expected: 'slow',
    library: onEvaluate((_, data) => {
      if (data === false) busy(80);
    }),
  },
  pollutes: {
    expected: 'polluted',
    library: onEvaluate((_, data) => {
      const names = typeof data === 'object' && data !== null ? Object.keys(data) : [];
      if (names.includes('__proto__')) Reflect.set(Object.prototype, 'admin', true);
    }),
  },
  generates: {
    expected: 'generated-code',
    library: onEvaluate((_, data) => {
      if (typeof data === 'string') makeCode(data);
    }),
  },
  disagrees: {
    expected: 'disagreed',
    library: {
      ...LIBRARY,
      compilePath: (text) => {
        const path = LIBRARY.compilePath(text);
        return { ...path, select: (data: JsonValue) => path.select(data).slice(0, 3) };
      },
    },
  },
  leaks: {
    expected: 'leaked',
    library: onEvaluate(() => {
      kept.push(new Array(60_000).fill(kept.length));
    }),
  },
  hangs: {
    expected: 'hung',
    library: onEvaluate((_, data) => {
      if (data === 0) busy(3_600_000);
    }),
  },
  dies: {
    expected: 'crashed',
    library: onEvaluate((_, data) => {
      if (data === true) process.kill(process.pid, 'SIGKILL');
    }),
  },
};
