import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, type Answer } from '../../http/testing.ts';
import { ownAction, ownManifest } from '../../testing/own-manifest.ts';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { startServer, type TestServer } from '../../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const make = (manifest: unknown): Promise<Answer> =>
  server.api('POST', '/connectors', { manifest });

async function faultsOf(change: object): Promise<{ path: string; message: string }[]> {
  const manifest = ownManifest('hostile', change);
  const answer = await make(manifest);
  expect([answer.status, codeOf(answer)]).toEqual([422, 'MANIFEST_INVALID']);
  const checked = await server.api('POST', '/connectors/check', { manifest });
  expect(checked.body['faults']).toEqual(answer.body['faults']);
  return answer.body['faults'] as { path: string; message: string }[];
}

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">${inside}</svg>`;

describe('an icon', () => {
  it.each([
    svg('<script>alert(1)</script>'),
    svg('<path d="M0 0" onload="alert(1)"/>'),
    svg('<a href="javascript:alert(1)"><path d="M0 0"/></a>'),
    svg('<image href="https://example.com/x.png"/>'),
    svg('<use xlink:href="https://example.com/x.svg#a"/>'),
    svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    svg('<style>@import "https://example.com"</style>'),
    svg('<path d="M0 0" style="fill:url(https://example.com)"/>'),
    svg('<path d="M0 0" fill="url(https://example.com/x#a)"/>'),
    svg('<set attributeName="href" to="javascript:alert(1)"/>'),
    svg('<!-- --><path d="M0 0"/>'),
    svg('<![CDATA[<script>alert(1)</script>]]>'),
    svg('&lt;script&gt;'),
    svg('<path d="&#x6a;avascript:1"/>'),
    `${svg('')}<script>alert(1)</script>`,
    '<svg xmlns="http://www.w3.org/1999/xhtml"><path d="M0 0"/></svg>',
    "<svg onload='alert(1)'></svg>",
    '<svg/onload=alert(1)>',
    '<svg><path d="M0 0"/>',
  ])('that could do something is refused: %s', async (icon) => {
    const faults = await faultsOf({ icon });
    expect(faults.map(({ path }) => path)).toContain('/icon');
  });
});

describe('an address that a browser is led to', () => {
  const script = 'javascript:alert(document.domain)//';

  it.each(['website', 'docs'])('may be no script: %s', async (key) => {
    expect(await faultsOf({ [key]: script })).toMatchObject([{ path: `/${key}` }]);
  });

  it('may be no script either where accounts sign in', async () => {
    const oauth = {
      ...{ kind: 'oauth2', label: 'Sign in', grant: 'code' },
      fields: ['client_id', 'client_secret'].map((key) => ({ key, label: key, type: 'string' })),
      authorize: { url: script, scopes: [] },
      token: { url: '{site}/token', client: 'basic' },
    };
    await make(ownManifest('scripted', { auth: { oauth } }));
    const values = { site: 'https://example.com', client_id: 'a', client_secret: 'b' };
    const body = { connector: 'scripted', name: 'scripted', auth: 'oauth', values };
    const { id } = (await server.api('POST', '/connections', body)).body;
    const answer = await server.api('POST', `/connections/${String(id)}/authorize`);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'CONNECTION_INVALID']);
  });
});

describe('a credential in a manifest', () => {
  const add = (request: object) => ({ actions: { add: ownAction('/notes', { request }) } });

  it.each<[string, object, string]>([
    [
      'as a token',
      { auth: { key: { kind: 'bearer', label: 'Key', token: 'abc' } } },
      '/auth/key/token',
    ],
    [
      'as user and password',
      { auth: { key: { kind: 'basic', label: 'Key', user: 'ada', password: 'abc' } } },
      '/auth/key/password',
    ],
    [
      'as a header',
      add({ path: '/notes', headers: { Authorization: 'Bearer abc' } }),
      '/actions/add/request/headers/Authorization',
    ],
    [
      'as a parameter',
      add({ path: '/notes', query: { api_key: 'abc' } }),
      '/actions/add/request/query/api_key',
    ],
    [
      'as the default of a secret field',
      {
        connection: [
          { key: 'site', label: 'Site', type: 'url' },
          { key: 'key', label: 'Key', type: 'secret', default: 'abc' },
        ],
      },
      '/connection/1/default',
    ],
    ['by its form', { description: `AKIA${'A'.repeat(16)}` }, '/description'],
  ])('is refused %s', async (_how, change, path) => {
    expect((await faultsOf(change)).map((one) => one.path)).toContain(path);
  });
});

describe('a manifest', () => {
  it('larger than 2 MB is refused by name', async () => {
    const answer = await make(ownManifest('large', { docs: 'x'.repeat(2_200_000) }));
    expect(codeOf(answer)).toBe('CONNECTOR_LIMIT');
    expect(answer.body['detail']).toContain('2 MB');
  });

  it('with more than 2,000 actions is refused by name', async () => {
    const actions = Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`a${n}`, {}]));
    const answer = await make(ownManifest('many', { actions }));
    expect(answer.body['detail']).toBe('The connector has 2001 actions; 2,000 are the most.');
  });

  it('that nests deep is refused, as JSON and as YAML', async () => {
    let deep: unknown = 'a';
    for (let n = 0; n < 35; n += 1) deep = { $merge: [deep] };
    const request = { path: '/notes', body: deep };
    const actions = { add: ownAction('/notes', { request }) };
    expect(codeOf(await make(ownManifest('deep', { actions })))).toBe('CONNECTOR_LIMIT');
    expect(codeOf(await make('['.repeat(100_000)))).toBe('MANIFEST_UNREADABLE');
  });

  it('whose YAML stands for gigabytes is refused before it is written out', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n += 1) {
      lines.push(
        `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    }
    const started = performance.now();
    expect(['CONNECTOR_LIMIT', 'MANIFEST_UNREADABLE']).toContain(
      codeOf(await make(lines.join('\n'))),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.each(['', 'just text', '- a', 'a: 1\n---\nb: 2', '{', null, 7, [1], '%\u0000'])(
    'that is %j is refused',
    async (manifest) => {
      const answer = await make(manifest);
      expect([answer.status, codeOf(answer)]).toEqual([
        422,
        expect.stringMatching(/^MANIFEST_(INVALID|UNREADABLE)$/) as string,
      ]);
    },
  );

  it('whose YAML refers to itself, or holds a number that it would change, is refused', async () => {
    expect(codeOf(await make('id: &a [*a]'))).toBe('CONNECTOR_LIMIT');
    const answer = await make('id: 820982911946154508');
    expect(answer.body['detail']).toContain('820982911946154508 has more digits than YAML keeps');
  });

  it('whose action has no request is refused: code comes with Millrace only', async () => {
    const action = { ...ownAction('/notes'), request: undefined };
    expect(await faultsOf({ actions: { add: action } })).toMatchObject([{ path: '/actions/add' }]);
  });

  it('with a member that every object has is refused where the name stands', async () => {
    const text = JSON.stringify(ownManifest('proto')).replace(
      '"servers":{',
      '"servers":{"__proto__":"x",',
    );
    const answer = await server.api('POST', '/connectors', `{"manifest":${text}}`);
    expect(answer.body['faults']).toMatchObject([{ path: '/servers/__proto__' }]);
    const request = { server: 'constructor', path: '/{constructor}' };
    const faults = await faultsOf({ actions: { add: ownAction('/', { request }) } });
    expect(faults.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/actions/add/request/server', '/actions/add/request/path']),
    );
  });

  it('with a pattern that takes other engines for ever is matched at once', async () => {
    const input = [{ key: 'text', label: 'Text', type: 'string', pattern: '^(a+)+$' }];
    const actions = { add: ownAction('/notes', { input }) };
    const auth = { open: { kind: 'none', label: 'Open' } };
    const servers = { api: 'https://api.example.com' };
    const made = await make(ownManifest('pattern', { connection: [], auth, servers, actions }));
    expect(made.status).toBe(201);
    const started = performance.now();
    const body = { action: 'add', input: { text: `${'a'.repeat(50_000)}!` } };
    const tried = await server.api('POST', '/connectors/pattern/try', body);
    expect(tried.body).toMatchObject({ status: 'failed', error: { code: 'INPUT_INVALID' } });
    expect(performance.now() - started).toBeLessThan(10_000);
    const back = [{ ...input[0], pattern: '(a)\\1' }];
    const faults = await faultsOf({ actions: { add: ownAction('/notes', { input: back }) } });
    expect(faults.map(({ path }) => path)).toContain('/actions/add/input/0/pattern');
  });

  it('with an action of more than 64 kB is refused where it stands', async () => {
    const body = { text: 'x'.repeat(70_000) };
    const request = { method: 'POST', path: '/notes', body };
    const faults = await faultsOf({ actions: { add: ownAction('/notes', { request }) } });
    expect(faults).toContainEqual({
      path: '/actions/add',
      message: expect.stringContaining('64 kB') as string,
    });
  });

  it('of a number that could not be counted on from is refused', async () => {
    const faults = await faultsOf({ version: 2_147_483_647 });
    expect(faults).toMatchObject([{ path: '/version' }]);
  });
});

describe('a workspace', () => {
  it('has at most 200 connectors of its own', async () => {
    await server.pool.query(
      `INSERT INTO own_connectors
         (workspace_id, id, version, uid, document, bytes, created_at, created_by)
       SELECT workspaces.id, 'filled-' || n, 1, gen_random_uuid(), '{}', 2, now(), 'test'
       FROM workspaces, generate_series(1, 200) AS n`,
    );
    const answer = await make(ownManifest('over'));
    expect([answer.status, codeOf(answer)]).toEqual([422, 'WORKSPACE_CONNECTORS_FULL']);
    // Those cannot be read: all others work.
    expect((await server.api('GET', '/connectors/slack')).status).toBe(200);
    const broken = await server.api('GET', '/connectors/filled-1');
    expect([broken.status, codeOf(broken)]).toEqual([422, 'CONNECTOR_BROKEN']);
  });
});
