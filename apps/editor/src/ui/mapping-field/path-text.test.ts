import { compileTemplate } from '@millrace/mapping';
import { describe, expect, it } from 'vitest';
import { crumbs, pathSteps, templateName } from './path-text.ts';

describe('paths as text', () => {
  it.each([
    ['$', []],
    ['$.trigger.body.total', ['trigger', 'body', 'total']],
    ['$.trigger.headers["x-wc-topic"]', ['trigger', 'headers', 'x-wc-topic']],
    ['$["a \\"quoted\\" key"][0]', ['a "quoted" key', 0]],
    ["$['single']", ['single']],
  ])('reads the places %s goes through', (path, segments) => {
    expect(pathSteps(path)).toEqual(segments);
  });

  it.each(['trigger.body', '$..email', '$.a[*]', '$.a[1:2]', '$.a.', '$.a[', ''])(
    'does not take %j for the path of one place',
    (path) => {
      expect(pathSteps(path)).toBeUndefined();
    },
  );

  it('names a place the way templates do', () => {
    const name = templateName('$.trigger.body["a key"][0].name');
    expect(name).toBe('trigger.body.[a key].[0].name');
    const data = { trigger: { body: { 'a key': [{ name: 'Ada' }] } } };
    expect(compileTemplate(`Hi {{${name}}}`).render(data)).toBe('Hi Ada');
  });

  it('does not put into a template what a template cannot name', () => {
    expect(templateName('$.trigger.body.items[*].id')).toBeUndefined();
    expect(templateName('$.trigger["a]b"]')).toBeUndefined();
  });

  it('reads to people without the words that only machines need', () => {
    expect(crumbs('$.trigger.body.billing.email')).toEqual(['trigger', 'billing', 'email']);
    expect(crumbs('$.steps.member.output.email')).toEqual(['member', 'email']);
    expect(crumbs('$.trigger.headers.host')).toEqual(['trigger', 'headers', 'host']);
    expect(crumbs('$.trigger.body.lines[0].sku')).toEqual(['trigger', 'lines', '#1', 'sku']);
    expect(crumbs('$..sku')).toEqual(['$..sku']);
  });
});
