import library from 'node-zendesk';

const { createClient } = library;

/** The library that Zendesk's developer pages name for Node. */
export const peers = [
  {
    peer: 'node-zendesk',
    connect: ({ subdomain, email, api_token }) =>
      createClient({ username: email, token: api_token, subdomain }),
    paths: [
      { theirs: '\\.json$', ours: '', why: 'Zendesk takes its addresses with and without .json.' },
    ],
    actions: {
      'create-ticket': {
        call: (zendesk, { subject, text, requester_email, priority, group_id, tags, fields }) =>
          zendesk.tickets.create({
            ticket: {
              ...{ subject, comment: { html_body: text, public: true }, priority, tags },
              requester: { email: requester_email, name: requester_email },
              group_id: Number(group_id),
              custom_fields: Object.entries(fields).map(([id, value]) => ({
                id: Number(id),
                value,
              })),
            },
          }),
      },
      'update-ticket': {
        call: (zendesk, { ticket, status }) =>
          zendesk.tickets.update(ticket, { ticket: { status } }),
      },
      'add-comment': {
        call: (zendesk, { ticket, text, public: isPublic, status }) =>
          zendesk.tickets.update(ticket, {
            ticket: { comment: { html_body: text, public: isPublic }, status },
          }),
      },
      'get-ticket': {
        case: 'A ticket by its id',
        call: (zendesk, { ticket }) => zendesk.tickets.show(ticket),
      },
      'find-tickets': {
        call: async (zendesk, { query }) => {
          for (const page of [1, 2]) {
            const search = { query: `type:ticket ${query}`, per_page: 100, page };
            await zendesk.search.get(['search', search]);
          }
        },
      },
      'find-user': {
        case: 'A user is found by the address',
        call: (zendesk, { email }) => zendesk.users.search({ query: `email:${email}` }),
      },
      'upsert-user': {
        call: (zendesk, user) => zendesk.users.createOrUpdate({ user }),
      },
    },
  },
];
