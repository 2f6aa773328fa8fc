import { isSeq, Pair, parseAllDocuments, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { AppError } from '@millrace/model';

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
  const options = { customTags: [PATH, TEMPLATE, COMPARISON, MANY], merge: true };
  const documents = parseAllDocuments(text, options);
  return [...documents].map((one) => {
    const [fault] = [...one.errors, ...one.warnings];
    if (fault === undefined) {
      const value: unknown = one.toJS({ maxAliasCount: 1_000 });
      return value;
    }
    throw new AppError('CONNECTOR_INVALID', { id: file, reason: fault.message.trim() });
  });
}
