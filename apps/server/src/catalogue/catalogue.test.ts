import { codeConnector, type CodeRun, type Manifest } from '@millrace/connector-kit';
import { CONNECTORS } from '@millrace/connectors';
import { describe, expect, it } from 'vitest';
import { shippedCatalogue } from './catalogue.ts';

const send = {
  label: 'Send',
  description: 'Sends.',
  risk: 'writes' as const,
  input: [{ key: 'to', label: 'To', type: 'string' as const, required: true }],
  output: {},
  repeat: { by: 'nature' as const },
  sample: { input: { to: 'someone' }, output: null },
};

function connector(change: Partial<Manifest> = {}) {
  const manifest: Manifest = {
    millrace_connector: 2,
    id: 'post',
    version: 1,
    name: 'Post',
    description: 'Sends post.',
    website: 'https://example.com',
    docs: 'https://example.com/docs',
    categories: ['Mail'],
    icon: '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    color: '#123456',
    auth: { none: { kind: 'none', label: 'None' } },
    actions: { send },
    ...change,
  };
  const runs: Record<string, CodeRun> = {};
  for (const id of Object.keys(manifest.actions ?? {})) runs[id] = () => Promise.resolve(null);
  return codeConnector(manifest, runs);
}

describe('the catalogue', () => {
  it('takes every connector of this server', () => {
    const catalogue = shippedCatalogue(CONNECTORS);
    expect(catalogue.manifests().map(({ id }) => id)).toEqual(
      expect.arrayContaining(['http', 'mailchimp', 'woocommerce']),
    );
  });

  it('finds an action and its connector by their name', () => {
    const catalogue = shippedCatalogue([connector()]);
    const found = catalogue.action('post.send');
    expect(found.action.label).toBe('Send');
    expect(found.connector.name).toBe('Post');
  });

  it.each(['post.receive', 'poste.send', 'send', 'post', '', 'post.__proto__', '__proto__.send'])(
    'says that there is no action "%s"',
    (id) => {
      const catalogue = shippedCatalogue([connector()]);
      expect(() => catalogue.action(id)).toThrow(`There is no action "${id}".`);
    },
  );

  it.each([
    ['there twice', [connector(), connector()], /"post".*there twice/],
    [
      'without a complete sample',
      [connector({ actions: { send: { ...send, sample: { input: {}, output: null } } } })],
      /sample of action "send" is not complete/,
    ],
    ['that can do nothing', [connector({ actions: {} })], /"post".*can do nothing/],
    ['with an icon that is cut short', [connector({ icon: '<svg><path' })], /icon is cut short/],
    [
      'with a script in its icon',
      [connector({ icon: '<svg><script>alert(1)</script></svg>' })],
      /icon holds a script/,
    ],
  ])('refuses a connector %s, and names it', (_what, connectors, message) => {
    expect(() => shippedCatalogue(connectors)).toThrow(message);
  });
});
