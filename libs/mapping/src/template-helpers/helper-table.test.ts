import { isAppError, jsonTypeOf, type JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../template/compiled-template.ts';
import { HELPER_HELP, HELPERS } from './helper-table.ts';

const OPTIONS = {
  now: () => Date.UTC(2026, 10, 21, 10, 30),
  uuid: () => '00000000-0000-4000-8000-000000000000',
};

/** A template that is one call and nothing else. */
const CALL = /^\{\{(([a-z_0-9]+)[^{}#]*)\}\}$/;

const helpers = [...HELPERS.values()];
const examples = helpers.flatMap(({ examples: plain, edges }) => [...plain, ...edges]);

function render(template: string, data: JsonValue): string {
  return compileTemplate(template).render(data, OPTIONS);
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isAppError(error) && error.code === 'CONVERSION_FAILED') return error.message;
    throw error;
  }
  return 'nothing was thrown';
}

describe('the examples of the helpers', () => {
  it.each(examples.filter((example) => 'result' in example))(
    '$template with $data gives $result',
    ({ template, data, result }) => {
      expect(render(template, data)).toBe(result);
    },
  );

  it.each(examples.filter((example) => 'error' in example))(
    '$template with $data is refused: $error',
    ({ template, data, error }) => {
      expect(messageOf(() => render(template, data))).toContain(error);
    },
  );
});

describe.each(helpers)('the helper $name', (helper) => {
  const { name, usage, summary, examples: plain, edges, names, least, most } = helper;

  it('has an example and an edge, each of which calls it', () => {
    expect(plain.length).toBeGreaterThan(0);
    expect(edges.length).toBeGreaterThan(0);
    for (const { template } of [...plain, ...edges]) expect(template).toContain(name);
  });

  it('is written as its parameters say, in a sentence', () => {
    expect(name).toMatch(/^[a-z]+[0-9]*(_[a-z]+)*$/);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    const [first, ...params] = usage.split(' ').filter((word) => !/^"?$/.test(word));
    expect(first).toBe(name);
    if (names.length > 0) {
      expect(params.map((param) => param.replaceAll(/=.*|[[\]]/g, ''))).toEqual(names);
    }
    expect(least).toBeLessThanOrEqual(most);
  });

  it('refuses too few and too many values before it is rendered', () => {
    const values = (count: number) => ' 1'.repeat(count);
    const calls = [`{{upper (${name}${values(most + 1)})}}`];
    if (least > 0) calls.push(`{{upper (${name}${values(least - 1)})}}`);
    for (const call of calls) {
      expect(() => compileTemplate(call)).toThrow(
        expect.objectContaining({ code: 'TEMPLATE_UNSUPPORTED' }),
      );
    }
  });

  it('gives a value of the type it names', () => {
    for (const { template, data } of plain.filter((one) => CALL.exec(one.template)?.[2] === name)) {
      const json = render(template.replace(CALL, '{{json ($1)}}'), data);
      expect([jsonTypeOf(JSON.parse(json) as JsonValue), 'any']).toContain(helper.gives);
    }
  });
});

it('the help lists every helper once, by group', () => {
  const names = HELPER_HELP.map(({ name }) => name);
  expect(names).toEqual([...HELPERS.keys()]);
  expect(new Set(names).size).toBe(helpers.length);
  const groups = HELPER_HELP.map(({ group }) => group);
  const starts = groups.filter((group, index) => group !== groups[index - 1]);
  expect(starts).toEqual(['text', 'numbers', 'dates', 'lists', 'logic', 'encoding']);
});
