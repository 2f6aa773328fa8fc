import OpenAI from 'openai';

/** OpenAI's own library. */
export const peers = [
  {
    peer: 'openai',
    connect: ({ api_key }) => new OpenAI({ apiKey: api_key }),
    account: { values: { base_url: 'https://api.openai.com/v1' } },
    actions: {
      chat: {
        case: 'A question is answered',
        call: (openai, { model, instructions, prompt, max_tokens, effort }) =>
          openai.chat.completions.create({
            ...{ model, max_completion_tokens: max_tokens, reasoning_effort: effort },
            messages: [
              { role: 'system', content: instructions },
              { role: 'user', content: prompt },
            ],
          }),
      },
      embed: {
        call: (openai, { model, texts, dimensions }) =>
          openai.embeddings.create({ model, input: texts, dimensions, encoding_format: 'float' }),
      },
      'list-models': { call: (openai) => openai.models.list() },
    },
  },
];
