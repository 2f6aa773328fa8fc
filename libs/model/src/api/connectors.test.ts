import { describe, expect, it } from 'vitest';
import { connectorInfoSchema, faultsOf } from '../index.ts';

const FIELD = { key: 'email', label: 'E-mail', type: 'email' };
const ACTION = {
  id: 'send',
  label: 'Send',
  description: 'Sends a message.',
  input: [FIELD],
  sample: { input: { email: 'a@b.example' }, output: null },
};
const TRIGGER = {
  id: 'order-created',
  label: 'Order created',
  description: 'An order was placed.',
  samples: [{ name: 'An order', body: {} }],
};
const MANIFEST = {
  id: 'shop',
  name: 'Shop',
  description: 'A shop.',
  icon: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  color: '#7f54b3',
  triggers: [TRIGGER],
  actions: [ACTION],
};

describe('a connector manifest', () => {
  it('is completed with what goes without saying', () => {
    expect(connectorInfoSchema.parse(MANIFEST)).toEqual({
      ...MANIFEST,
      categories: [],
      connection: [],
      testable: false,
      connectionRequired: true,
      triggers: [{ ...TRIGGER, samples: [{ name: 'An order', headers: {}, body: {} }] }],
      actions: [{ ...ACTION, output: [] }],
    });
  });

  it('takes fields inside fields', () => {
    const address = { key: 'to', label: 'To', type: 'object', fields: [FIELD] };
    const list = { key: 'all', label: 'All', type: 'list', items: address };
    const manifest = { ...MANIFEST, connection: [list] };
    expect(connectorInfoSchema.parse(manifest).connection).toEqual([list]);
  });

  const withField = (field: object): object => ({
    ...MANIFEST,
    actions: [{ ...ACTION, input: [{ ...FIELD, ...field }] }],
  });
  const AT = '/actions/0/input/0';
  it.each([
    [
      'a choice without choices',
      withField({ type: 'choice' }),
      `${AT}/choices`,
      'A choice needs choices.',
    ],
    [
      'an object without fields',
      withField({ type: 'object' }),
      `${AT}/fields`,
      'An object needs fields.',
    ],
    [
      'an unknown type',
      withField({ type: 'strng' }),
      `${AT}/type`,
      '"strng" is not known here. Did you mean "string"?',
    ],
    ['a field without label', withField({ label: undefined }), `${AT}/label`, 'Give "label".'],
    [
      'a trigger without samples',
      { ...MANIFEST, triggers: [{ ...TRIGGER, samples: [] }] },
      '/triggers/0/samples',
      'This is empty.',
    ],
    [
      'a mistyped key',
      { ...MANIFEST, colour: '#fff' },
      '/colour',
      '"colour" is not known here. Did you mean "color"?',
    ],
  ])('refuses %s', (_, manifest, path, message) => {
    const { error } = connectorInfoSchema.safeParse(manifest);
    expect(error && faultsOf(error)).toEqual([{ path, message }]);
  });

  it.each([
    ['an icon that is no SVG', { icon: '<script>' }, '/icon'],
    ['a colour by name', { color: 'red' }, '/color'],
    ['an id with capitals', { id: 'Shop' }, '/id'],
  ])('refuses %s', (_, change, path) => {
    const { error } = connectorInfoSchema.safeParse({ ...MANIFEST, ...change });
    expect(error && faultsOf(error)).toMatchObject([{ path }]);
  });
});
