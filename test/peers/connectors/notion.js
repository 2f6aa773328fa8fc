import { Client } from '@notionhq/client';

const paragraph = (content) => ({
  ...{ object: 'block', type: 'paragraph' },
  paragraph: { rich_text: [{ type: 'text', text: { content } }] },
});

/** Notion's own library, told the connector's version of the API. */
export const peers = [
  {
    peer: '@notionhq/client',
    connect: ({ access_token }) => new Client({ auth: access_token, notionVersion: '2025-09-03' }),
    actions: {
      'create-page': {
        case: 'A page with properties, then its text',
        call: async (notion, { source, properties, text, icon }) => {
          const parent = { type: 'data_source_id', data_source_id: source };
          const { id } = await notion.pages.create({ parent, properties, icon: { emoji: icon } });
          await notion.blocks.children.append({ block_id: id, children: [paragraph(text)] });
        },
      },
      'update-page': {
        call: (notion, { page, properties }) => notion.pages.update({ page_id: page, properties }),
      },
      'append-text': {
        call: (notion, { page, text }) =>
          notion.blocks.children.append({ block_id: page, children: [paragraph(text)] }),
      },
      'get-page': {
        case: 'A page by its id',
        call: (notion, { page }) => notion.pages.retrieve({ page_id: page }),
      },
      'find-pages': {
        call: (notion, { source, property, kind, value }) =>
          notion.dataSources.query({
            data_source_id: source,
            filter: { property, [kind]: { equals: value } },
            page_size: 100,
          }),
      },
      'query-pages': {
        call: async (notion, { source, filter }) => {
          const query = { data_source_id: source, filter, page_size: 100 };
          const { next_cursor } = await notion.dataSources.query(query);
          await notion.dataSources.query({ ...query, start_cursor: next_cursor });
        },
      },
    },
  },
];
