import {
  isSeq,
  Pair,
  parseAllDocuments,
  Scalar,
  stringify,
  YAMLMap,
  type CollectionTag,
  type DocumentOptions,
  type ParseOptions,
  type ScalarTag,
  type SchemaOptions,
  YAMLSeq,
} from 'yaml';
import { AppError, isExactNumber, numberOfText } from '@millrace/model';

const PATH = { tag: '!p', resolve: (text: string) => ({ $path: text }) };
const TEMPLATE = { tag: '!t', resolve: (text: string) => ({ $template: text }) };
const COMPARISON = {
  tag: '!c',
  collection: 'seq' as const,
  resolve: (seq: YAMLMap | YAMLSeq, onError: (message: string) => void) => {
    const [left, op, right, ...more] = isSeq(seq) ? seq.items : [];
    if (op === undefined || more.length > 0) onError('!c takes [left, operator, right]');
    const map = new YAMLMap();
    const members = { left, op, ...(right === undefined ? {} : { right }) };
    map.items = Object.entries(members).map(([key, node]) => new Pair(new Scalar(key), node));
    return map;
  },
};

/** Written with all its digits; read it would be another number, which nobody would see. */
const LONG_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => isExactNumber(value),
  test: /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  resolve: (text, onError) => {
    const number = numberOfText(text);
    if (typeof number !== 'number') onError(`${text} has more digits than YAML keeps: use JSON`);
    return Number(text);
  },
  stringify: ({ value }) => String(value),
};

/** A text from elsewhere has no `!many`: a few in one another stand for gigabytes. */
const SPELLINGS = [PATH, TEMPLATE, COMPARISON];

/** Aliases that a file of Millrace's own may have; a stranger's could stand for gigabytes with as many. */
const MOST_ALIASES = 1_000;
/** Aliases that a text from elsewhere may have. */
const MOST_GIVEN_ALIASES = 100;

const MANY = {
  tag: '!many',
  collection: 'seq' as const,
  resolve: (seq: YAMLMap | YAMLSeq, onError: (message: string) => void) => {
    const [count, item, ...rest] = isSeq(seq) ? seq.items : [];
    const times = count instanceof Scalar ? Number(count.value) : 0;
    if (!Number.isInteger(times) || times < 1 || times > 1_000 || item === undefined) {
      onError('!many takes [how often, an item, further items]');
    }
    const list = new YAMLSeq();
    list.items = [...Array.from({ length: times }, () => item), ...rest];
    return list;
  },
};

/**
 * The documents of a connector's file as JSON, with its short spellings written out: `!p x` is
 * { $path: x }, `!t x` is { $template: x }, and `!c [a, op, b]` a comparison. Throws
 * CONNECTOR_INVALID naming the file and the fault.
 */
export function readYaml(file: string, text: string): unknown[] {
  try {
    return documentsOf(text, MOST_ALIASES, [...SPELLINGS, MANY]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('CONNECTOR_INVALID', { id: file, reason });
  }
}

/**
 * The same for the one document of a text that somebody sent. What its aliases stand for is shared, so it
 * may be far larger than the text. Throws MANIFEST_UNREADABLE.
 */
export function manifestOfYaml(text: string): unknown {
  try {
    if (nestsDeep(text)) throw new RangeError('it nests too deep');
    const [document, ...others] = documentsOf(text, MOST_GIVEN_ALIASES, SPELLINGS);
    if (others.length === 0) return document;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('MANIFEST_UNREADABLE', { reason }, { cause: error });
  }
  throw new AppError('MANIFEST_UNREADABLE', { reason: 'it holds more than one document' });
}

/** A manifest as the text of a file, which {@link manifestOfYaml} reads again. */
export function yamlOfManifest(manifest: object): string {
  return stringify(manifest, { customTags: (tags) => [LONG_NUMBER, ...tags] });
}

function documentsOf(
  text: string,
  maxAliasCount: number,
  spellings: readonly (ScalarTag | CollectionTag)[],
): unknown[] {
  const options: ParseOptions & DocumentOptions & SchemaOptions = {
    // Telling the line of every fault takes seconds where there are thousands.
    prettyErrors: false,
    customTags: (tags) => [LONG_NUMBER, ...spellings, ...tags],
    merge: true,
  };
  return [...parseAllDocuments(text, options)].map((one) => {
    const [fault] = [...one.errors, ...one.warnings];
    if (fault !== undefined) {
      const line = text.slice(0, fault.pos[0]).split('\n').length;
      throw new SyntaxError(`${fault.message.trim()} (line ${line})`);
    }
    const value: unknown = one.toJS({ maxAliasCount });
    return value;
  });
}

/** Lists and objects in one another that a text from elsewhere may open. */
const MOST_OPEN = 500;

/** The reader takes a second for 40,000 brackets, and for twice as many four times as long. */
function nestsDeep(text: string): boolean {
  if (/(?:[-?:] ){200}/.test(text)) return true;
  let open = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    open += sign === '[' || sign === '{' ? 1 : -1;
    if (open > MOST_OPEN) return true;
  }
  return false;
}
