import { createTrelloClient } from 'trello.js';

/** A library made from Trello's API description, which also checks answers. */
export const peers = [
  {
    peer: 'trello.js',
    connect: ({ key, user_token }) => createTrelloClient({ apiKey: key, apiToken: user_token }),
    moved: [
      {
        ...{ ours: 'body', theirs: 'query' },
        why: 'Trello takes the parameters of a call from its query or from its body.',
      },
    ],
    differs: { 'header/content-type': 'The library sends no body.' },
    actions: {
      'create-card': {
        call: (trello, { list, name, desc, due, labels, pos }) =>
          trello.cards.createCard({ idList: list, name, desc, due, idLabels: labels, pos }),
      },
      'update-card': {
        call: (trello, { card, closed, members }) =>
          trello.cards.updateCard({ id: card, closed, idMembers: members }),
      },
      'move-card': {
        call: (trello, { board, list, card }) =>
          trello.cards.updateCard({ id: card, idBoard: board, idList: list, pos: 'bottom' }),
      },
      'add-comment': {
        sdkAnswers: [
          {
            body: {
              ...{ id: 'a1', type: 'commentCard', date: '2026-11-21T08:00:00.412Z' },
              ...{ idMemberCreator: 'm1', data: { text: 'Sent with DHL.' } },
            },
          },
        ],
        call: (trello, { card, text }) => trello.cards.createCardComment({ id: card, text }),
      },
      'get-card': {
        case: 'A card by its short link',
        call: (trello, { card }) => trello.cards.getCard({ id: card }),
      },
      'find-cards': {
        call: (trello, { query, board }) =>
          trello.search.search({
            ...{ query, modelTypes: 'cards', idBoards: board, partial: true, cardsLimit: 100 },
            cardFields: 'name,desc,due,dueComplete,closed,idList,idBoard,shortUrl',
          }),
      },
    },
  },
];
