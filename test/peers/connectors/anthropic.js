import Anthropic from '@anthropic-ai/sdk';

const source = ({ type, bytes }) => ({
  ...{ type: 'base64', media_type: type, data: Buffer.alloc(bytes).toString('base64') },
});

/** Anthropic's own library. */
export const peers = [
  {
    peer: '@anthropic-ai/sdk',
    connect: ({ api_key }) => new Anthropic({ apiKey: api_key }),
    actions: {
      ask: {
        case: 'An image is asked about',
        call: (anthropic, { model, prompt, image }) =>
          anthropic.messages.create({
            ...{ model, max_tokens: 4096 },
            messages: [
              {
                role: 'user',
                content: [
                  { type: 'image', source: source(image) },
                  { type: 'text', text: prompt },
                ],
              },
            ],
          }),
      },
      extract: {
        case: 'Data is read out of a PDF file',
        call: (anthropic, { model, prompt, schema, document }) =>
          anthropic.messages.create({
            ...{ model, max_tokens: 4096 },
            messages: [
              {
                role: 'user',
                content: [
                  { type: 'document', source: source(document) },
                  { type: 'text', text: prompt },
                ],
              },
            ],
            tools: [
              {
                name: 'give_data',
                description: 'Takes the data that was read.',
                input_schema: schema,
              },
            ],
            tool_choice: { type: 'tool', name: 'give_data' },
          }),
      },
      'count-tokens': {
        call: (anthropic, { model, prompt }) =>
          anthropic.messages.countTokens({ model, messages: [{ role: 'user', content: prompt }] }),
      },
    },
  },
];
