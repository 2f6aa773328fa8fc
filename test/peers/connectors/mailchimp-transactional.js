import mailchimp from '@mailchimp/mailchimp_transactional';

/** The library gives an error in place of throwing it. */
const accepted = (answer) => {
  if (answer instanceof Error) throw answer;
  return answer;
};

const files = (list) =>
  list.map(({ name, type, bytes }) => ({
    ...{ name, type },
    content: Buffer.alloc(bytes).toString('base64'),
  }));

const recipient = (email) => [{ email, type: 'to' }];

/** Mailchimp's own library for Mandrill. */
export const peers = [
  {
    peer: '@mailchimp/mailchimp_transactional',
    connect: ({ api_key }) => mailchimp(api_key),
    paths: [
      {
        theirs: '^/api/1.3/',
        ours: '/api/1.0/',
        why: 'The library writes 1.3 where the documentation writes 1.0.',
      },
    ],
    actions: {
      'send-message': {
        case: 'An e-mail with a file',
        call: async ({ messages }, { to, attachments, ...message }) =>
          accepted(
            await messages.send({
              message: { ...message, to: recipient(to), attachments: files(attachments) },
            }),
          ),
      },
      'send-template': {
        case: 'A template with a file',
        call: async ({ messages }, { template_name, to, merge_vars, attachments }) =>
          accepted(
            await messages.sendTemplate({
              ...{ template_name, template_content: [] },
              message: {
                to: recipient(to),
                global_merge_vars: Object.entries(merge_vars).map(([name, content]) => ({
                  name,
                  content,
                })),
                attachments: files(attachments),
              },
            }),
          ),
      },
      'get-message': {
        case: 'What became of an e-mail',
        call: async ({ messages }, { id }) => accepted(await messages.info({ id })),
      },
    },
  },
];
