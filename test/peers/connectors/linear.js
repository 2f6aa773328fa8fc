import { strict as assert } from 'node:assert';
import { LinearClient } from '@linear/sdk';
import { startEmulator } from '../emulator.js';

const KEY = 'lin_peers_test';

/** An independent Linear, asked in its own GraphQL. */
const ask = async (server, query, variables = {}) => {
  const answer = await server.ask('POST', '/graphql', {
    headers: { authorization: KEY },
    body: { query, variables },
  });
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
};

const teamOf = async (server) =>
  (
    await ask(
      server,
      '{ teams { nodes { id states { nodes { id name } } labels { nodes { id name } } } } }',
    )
  ).teams.nodes[0];

const issueOf = async (server) =>
  (await ask(server, '{ issues { nodes { id identifier title } } }')).issues.nodes[0];

const read = async (server, id) =>
  (
    await ask(
      server,
      `query ($id: String!) { issue(id: $id) { title priority dueDate state { name }
        labels { nodes { name } } comments { nodes { body } } } }`,
      { id },
    )
  ).issue;

export const peers = [
  {
    peer: 'emulate',
    start: () =>
      startEmulator('linear', ['api.linear.app'], {
        seed: {
          linear: {
            organization: { name: 'Shop', url_key: 'shop' },
            users: [{ email: 'ada@example.com', name: 'Ada', admin: true }],
            teams: [
              {
                ...{ key: 'ENG', name: 'Engineering' },
                states: [
                  { name: 'Todo', type: 'unstarted' },
                  { name: 'Done', type: 'completed' },
                ],
              },
            ],
            labels: [{ name: 'Bug', color: '#d92d20', team: 'ENG' }],
            issues: [{ team: 'ENG', title: 'Fix the order import', state: 'Todo' }],
            tokens: [{ token: KEY, user: 'ada@example.com', scopes: ['read', 'write'] }],
          },
        },
      }),
    account: { auth: 'key', values: { api_key: KEY } },
    actions: {
      'create-issue': {
        input: async (server) => {
          const { id: team, labels } = await teamOf(server);
          return {
            team,
            title: 'Failed',
            priority: '2',
            labels: [labels.nodes[0].id],
            due_date: '2026-12-01',
          };
        },
        check: async ({ server, output }) => {
          const { title, priority, dueDate, labels } = await read(server, output.id);
          assert.deepEqual(
            { title, priority, dueDate },
            { title: 'Failed', priority: 2, dueDate: '2026-12-01' },
          );
          assert.equal(labels.nodes[0].name, 'Bug');
          assert.match(output.identifier, /^ENG-\d+$/);
        },
      },
      'update-issue': {
        input: async (server) => {
          const { states } = await teamOf(server);
          const state = states.nodes.find(({ name }) => name === 'Done').id;
          return { issue: (await issueOf(server)).identifier, state };
        },
        check: async ({ server, input }) => {
          assert.equal((await read(server, input.issue)).state.name, 'Done');
        },
      },
      'get-issue': {
        input: async (server) => ({ issue: (await issueOf(server)).identifier }),
        check: async ({ server, output }) => {
          assert.equal(output.title, (await issueOf(server)).title);
        },
      },
    },
  },
  {
    peer: '@linear/sdk',
    connect: ({ api_key }) => new LinearClient({ apiKey: api_key }),
    actions: {
      comment: {
        call: (linear, { issue, body }) => linear.createComment({ issueId: issue, body }),
      },
      'find-issues': {
        // The library reads every member of an issue.
        sdkAnswers: [
          {
            body: {
              data: { issues: { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'x' } } },
            },
          },
          { body: { data: { issues: { nodes: [], pageInfo: { hasNextPage: false } } } } },
        ],
        call: async (linear, { team, title, state_name }) => {
          const filter = {
            ...{ team: { id: { eq: team } }, title: { containsIgnoreCase: title } },
            state: { name: { eqIgnoreCase: state_name } },
          };
          const { pageInfo } = await linear.issues({ filter, first: 100 });
          await linear.issues({ filter, first: 100, after: pageInfo.endCursor });
        },
      },
    },
  },
];
