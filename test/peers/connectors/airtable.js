import Airtable from 'airtable';

const table = (airtable, input) => airtable.base(input.base)(input.table);
const tens = (list) =>
  Array.from({ length: Math.ceil(list.length / 10) }, (_, at) => list.slice(at * 10, at * 10 + 10));

/** Airtable's own library. */
export const peers = [
  {
    peer: 'airtable',
    connect: ({ access_token }) => new Airtable({ apiKey: access_token }),
    differs: {
      'header/x-api-version':
        'Sent by the library; the Web API has one version, which stands in the path.',
      'header/x-airtable-application-id': 'The library repeats the base, which stands in the path.',
    },
    paths: [
      { theirs: '/$', ours: '', why: 'The library ends the address of a table with a slash.' },
    ],
    actions: {
      'create-record': {
        call: (airtable, { fields, ...input }) =>
          table(airtable, input).create([{ fields }], { typecast: true }),
      },
      'update-record': {
        call: (airtable, { record, fields, typecast, ...input }) =>
          table(airtable, input).update(record, fields, { typecast }),
      },
      'upsert-record': {
        call: (airtable, { fields, merge_on, ...input }) =>
          table(airtable, input).update([{ fields }], {
            ...{ performUpsert: { fieldsToMergeOn: merge_on }, typecast: true },
          }),
      },
      'upsert-records': {
        call: async (airtable, { records, merge_on, ...input }) => {
          for (const some of tens(records)) {
            await table(airtable, input).update(
              some.map((fields) => ({ fields })),
              { performUpsert: { fieldsToMergeOn: merge_on }, typecast: true },
            );
          }
        },
      },
      'get-record': {
        case: 'A record by its id',
        call: (airtable, { record, ...input }) => table(airtable, input).find(record),
      },
      'find-records': {
        call: (airtable, { field, value, ...input }) =>
          table(airtable, input)
            .select({
              filterByFormula: `{${field}}&""="${value.replaceAll('"', '\\"')}"`,
              pageSize: 100,
            })
            .all(),
      },
      'list-records': {
        call: (airtable, { view, formula, most, ...input }) =>
          table(airtable, input)
            .select({ view, filterByFormula: formula, maxRecords: most, pageSize: 100 })
            .all(),
      },
    },
  },
];
