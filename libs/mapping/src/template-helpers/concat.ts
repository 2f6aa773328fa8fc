import type { JsonValue } from '@millrace/model';
import { helperOfMany, type Helper } from './define-helper.ts';
import { anyParam } from './params.ts';

/** Lists behind each other: those of an answer and those of a person. */
export const CONCAT: Helper = helperOfMany(
  {
    name: 'concat',
    group: 'lists',
    usage: 'concat list other …',
    summary: 'The members of some lists in one; what is missing or null adds nothing.',
    gives: 'list',
    takesMissing: true,
    examples: [
      { template: '{{join (concat a b)}}', data: { a: [1, 2], b: [3] }, result: '1, 2, 3' },
    ],
    edges: [
      { template: '{{concat a gone}}', data: { a: [1] }, result: '[1]' },
      { template: '{{concat a "x"}}', data: { a: [1] }, result: '[1,"x"]' },
    ],
  },
  anyParam('list'),
  1,
  (values, call) => {
    const all: JsonValue[] = [];
    for (const value of values) {
      if (Array.isArray(value)) for (const member of value) all.push(member);
      else if (value !== undefined && value !== null) all.push(value);
    }
    call.spend(all.length);
    return all;
  },
);
