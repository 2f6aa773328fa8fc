import WPAPI from 'wpapi';

const numbers = (list) => list.map(Number);

/** The library of the WordPress REST API project. */
export const peers = [
  {
    peer: 'wpapi',
    connect: ({ site, user, password }) =>
      new WPAPI({
        ...{ endpoint: `${site.replace(/\/$/, '')}/wp-json`, username: user, password, auth: true },
      }),
    actions: {
      'create-post': {
        call: (site, { categories, tags, date, comments, ...post }) =>
          site.posts().create({
            ...{ ...post, categories: numbers(categories), tags: numbers(tags) },
            ...{ date_gmt: new Date(date).toISOString().slice(0, 19), comment_status: comments },
          }),
      },
      'update-post': {
        case: 'A post is changed',
        differs: { method: 'WordPress takes POST and PUT for a change.' },
        call: (site, { id, ...post }) => site.posts().id(id).update(post),
      },
    },
  },
];
