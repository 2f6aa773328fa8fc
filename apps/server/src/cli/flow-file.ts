import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { AppError, isExactNumber, numberOfText, parseJson } from '@millrace/model';
import {
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  stringify,
  visit,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type ScalarTag,
  type SchemaOptions,
} from 'yaml';

/** Numbers with more digits than a double has stay as they are, in both directions. */
const EXACT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => isExactNumber(value),
  test: /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  resolve: (text) => numberOfText(text) ?? Number(text),
  stringify: ({ value }) => String(value),
};

const WITH_EXACT: SchemaOptions = {
  customTags: (tags) => [EXACT, ...tags],
};

/** A document as YAML, which {@link readDocuments} reads again. */
export function yamlOf(document: unknown): string {
  return stringify(document, WITH_EXACT);
}

/**
 * The documents of a YAML file, or the one of a .json file. Throws FILE_UNREADABLE, and
 * FILE_NUMBER_CHANGED for a number that would not be printed as it is written.
 */
export async function readDocuments(file: string): Promise<unknown[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (extname(file).toLowerCase() === '.json') return [readJsonFile(file, text)];
  const lineCounter = new LineCounter();
  return parseAllDocuments(text, { ...WITH_EXACT, lineCounter }).map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw unreadable(file, fault);
    requireNumbersAsWritten(file, document, lineCounter);
    // The library makes plain JSON of every value; parsing gives the numbers back with their digits.
    return parseJson(JSON.stringify(document.toJS({ maxAliasCount: 100 })));
  });
}

function readJsonFile(file: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** 01234 is a post code and 1.10 a version, and YAML makes 1234 and 1.1 of them. */
function requireNumbersAsWritten(
  file: string,
  document: Document.Parsed,
  lineCounter: LineCounter,
): void {
  visit(document, {
    Scalar: (key, scalar, ancestors) => {
      const { value, source, range } = scalar;
      const isNumber = typeof value === 'number' || isExactNumber(value);
      if (!isNumber || source === undefined || String(value) === source) return;
      throw new AppError('FILE_NUMBER_CHANGED', {
        file,
        line: lineCounter.linePos(range?.[0] ?? 0).line,
        key: placeOf(ancestors, key === 'key' ? undefined : scalar),
        written: source,
        read: String(value),
      });
    },
  });
}

/** The names and positions that lead to a scalar, joined with dots. */
function placeOf(
  ancestors: readonly (Document | Node | Pair)[],
  scalar: Scalar | undefined,
): string {
  const below = [...ancestors.slice(1), scalar];
  const names = ancestors.flatMap((ancestor, at): string[] => {
    if (isPair(ancestor)) return [isScalar(ancestor.key) ? String(ancestor.key.source) : '?'];
    return isSeq(ancestor) ? [String(ancestor.items.indexOf(below[at]))] : [];
  });
  return names.join('.') || 'the document';
}

function unreadable(file: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('FILE_UNREADABLE', { file, reason });
}
