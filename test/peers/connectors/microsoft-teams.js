import { Client } from '@microsoft/microsoft-graph-client';

const GRAPH = {
  auth: 'graph',
  values: { tenant: 'common', client_id: 'made-up', client_secret: 'made-up' },
};
const CARD = 'application/vnd.microsoft.card.adaptive';

/** Microsoft's own library for Graph. */
export const peers = [
  {
    peer: '@microsoft/microsoft-graph-client',
    connect: () => Client.init({ authProvider: (done) => done(null, 'token-of-the-case') }),
    account: GRAPH,
    differs: {
      'header/client-request-id': 'Names the call in the library.',
      'header/sdkversion': 'Names the library.',
    },
    actions: {
      'send-channel-message': {
        call: (graph, { team_id, channel_id, subject, content, importance }) =>
          graph.api(`/teams/${team_id}/channels/${channel_id}/messages`).post({
            ...{ subject, importance, body: { contentType: 'html', content } },
          }),
      },
      'reply-to-channel-message': {
        call: (graph, { team_id, channel_id, message_id, content, content_type }) =>
          graph
            .api(`/teams/${team_id}/channels/${channel_id}/messages/${message_id}/replies`)
            .post({
              body: { contentType: content_type, content },
            }),
      },
      'send-channel-card': {
        call: (graph, { team_id, channel_id, card }) =>
          graph.api(`/teams/${team_id}/channels/${channel_id}/messages`).post({
            body: { contentType: 'html', content: '<attachment id="card"></attachment>' },
            attachments: [
              { id: 'card', contentType: CARD, contentUrl: null, content: JSON.stringify(card) },
            ],
          }),
      },
    },
  },
];
