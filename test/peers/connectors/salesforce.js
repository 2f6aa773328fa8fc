import jsforce from 'jsforce';

/** The library that Salesforce's own tools are built on. */
export const peers = [
  {
    peer: 'jsforce',
    connect: ({ domain }) =>
      new jsforce.Connection({
        ...{ instanceUrl: `https://${domain}.my.salesforce.com`, version: '64.0' },
        accessToken: 'token-of-the-case',
      }),
    differs: { 'header/sforce-call-options': 'Names the library.' },
    paths: [
      {
        theirs: '__c/26/a$',
        ours: '__c/26%2Fa',
        why: 'The library does not escape the value of an external id.',
      },
    ],
    actions: {
      'find-records': {
        call: (salesforce, { object, field, value }) =>
          salesforce.query(
            `SELECT FIELDS(ALL) FROM ${object} WHERE ${field} = '${value.replaceAll("'", "\\'")}' LIMIT 200`,
          ),
      },
      query: {
        call: async (salesforce, { q }) => {
          const { nextRecordsUrl } = await salesforce.query(q);
          await salesforce.queryMore(nextRecordsUrl);
        },
      },
      'get-record': {
        case: 'A record by its id',
        call: (salesforce, { object, id }) => salesforce.sobject(object).retrieve(id),
      },
      'create-record': {
        call: (salesforce, { object, record }) => salesforce.sobject(object).create(record),
      },
      'update-record': {
        call: (salesforce, { object, id, record }) =>
          salesforce.sobject(object).update({ Id: id, ...record }),
      },
      'upsert-record': {
        call: (salesforce, { object, key, value, record }) =>
          salesforce.sobject(object).upsert({ [key]: value, ...record }, key),
      },
    },
  },
];
