import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { ApiClient } from '@mondaydotcomorg/api';

const TYPES = readFileSync(
  new URL('../node_modules/@mondaydotcomorg/api/dist/esm/lib/generated/sdk.d.ts', import.meta.url),
  'utf8',
);

/** The members that the library's types, made from the schema of the API, have for a type. */
const membersOf = (type) => {
  const [, text] = new RegExp(`^export type ${type} = \\{\\n(.*?)^\\};`, 'ms').exec(TYPES) ?? [];
  assert.ok(text, `The library has no type ${type}.`);
  return new Set([...text.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name));
};

/** A call with the arguments that the schema has, reading members that it has. */
const call = async (monday, kind, field, { args, reads }, variables) => {
  const name = field.replaceAll(/(^|_)([a-z])/g, (_, dash, letter) => dash + letter.toUpperCase());
  const own = membersOf(`${kind === 'query' ? 'Query' : 'Mutation'}${name}Args`);
  for (const one of Object.keys(args)) assert.ok(own.has(one), `${field} takes no ${one}.`);
  for (const [type, members] of Object.entries(reads)) {
    const has = membersOf(type);
    for (const one of members) assert.ok(has.has(one), `${type} has no ${one}.`);
  }
  const head = Object.entries(args).map(([one, type]) => `$${one}: ${type}`);
  const given = Object.keys(args).map((one) => `${one}: $${one}`);
  const text = `${kind} (${head.join(', ')}) { ${field} (${given.join(', ')}) { __typename } }`;
  await monday.request(text, variables);
};

const ITEM = { Item: ['id', 'name', 'url', 'created_at'] };
const WHOLE = {
  Item: [...ITEM.Item, 'state', 'group', 'column_values'],
  Group: ['id', 'title'],
  ColumnValue: ['id', 'type', 'text', 'value'],
};

/** monday.com's own client, and the types of its schema. */
export const peers = [
  {
    peer: '@mondaydotcomorg/api',
    connect: ({ api_token }) => new ApiClient({ token: api_token, apiVersion: '2026-01' }),
    differs: { 'header/api-sdk-version': 'Names the library.' },
    actions: {
      'create-item': {
        call: (monday, { board, group, name, columns }) => {
          const args = {
            ...{ board_id: 'ID!', group_id: 'String', item_name: 'String!' },
            ...{ column_values: 'JSON', create_labels_if_missing: 'Boolean' },
          };
          return call(
            monday,
            'mutation',
            'create_item',
            { args, reads: ITEM },
            {
              ...{ board_id: board, group_id: group, item_name: name },
              ...{ column_values: JSON.stringify(columns), create_labels_if_missing: false },
            },
          );
        },
      },
      'update-columns': {
        call: (monday, { board, item, columns, create_labels }) => {
          const args = {
            ...{ board_id: 'ID!', item_id: 'ID!' },
            ...{ column_values: 'JSON!', create_labels_if_missing: 'Boolean' },
          };
          return call(
            monday,
            'mutation',
            'change_multiple_column_values',
            { args, reads: ITEM },
            {
              ...{ board_id: board, item_id: item },
              ...{
                column_values: JSON.stringify(columns),
                create_labels_if_missing: create_labels,
              },
            },
          );
        },
      },
      'add-update': {
        call: (monday, { item, text, reply_to }) => {
          const args = { item_id: 'ID', body: 'String!', parent_id: 'ID' };
          const reads = { Update: ['id', 'body', 'created_at'] };
          return call(
            monday,
            'mutation',
            'create_update',
            { args, reads },
            {
              ...{ item_id: item, body: text, parent_id: reply_to },
            },
          );
        },
      },
      'move-item': {
        call: (monday, { item, group }) => {
          const args = { item_id: 'ID', group_id: 'String!' };
          return call(
            monday,
            'mutation',
            'move_item_to_group',
            { args, reads: ITEM },
            {
              ...{ item_id: item, group_id: group },
            },
          );
        },
      },
      'get-item': {
        case: 'An item with its columns',
        call: (monday, { item }) => {
          const args = { ids: '[ID!]' };
          return call(monday, 'query', 'items', { args, reads: WHOLE }, { ids: [item] });
        },
      },
      'find-items': {
        call: (monday, { board, column, value }) => {
          const args = {
            board_id: 'ID!',
            limit: 'Int!',
            columns: '[ItemsPageByColumnValuesQuery!]',
          };
          const reads = { ...WHOLE, ItemsPageByColumnValuesQuery: ['column_id', 'column_values'] };
          return call(
            monday,
            'query',
            'items_page_by_column_values',
            { args, reads },
            {
              ...{ board_id: board, limit: 500 },
              columns: [{ column_id: column, column_values: [value] }],
            },
          );
        },
      },
    },
  },
];
