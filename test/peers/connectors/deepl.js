import { DeepLClient } from 'deepl-node';

const options = (input) => ({
  ...{ formality: input.formality, tagHandling: input.tag_handling, context: input.context },
  ...{ glossary: input.glossary_id, preserveFormatting: input.preserve_formatting },
});

/** DeepL's own library. */
export const peers = [
  {
    peer: 'deepl-node',
    connect: ({ api_key }) => new DeepLClient(api_key),
    differs: {
      'header/content-type': 'DeepL takes JSON and forms.',
      'body/preserve_formatting': 'True in JSON is 1 in a form.',
      'body/show_billed_characters': 'The library asks for the count.',
      'body/source_lang': 'Languages are written in any case.',
      'body/target_lang': 'Languages are written in any case.',
    },
    actions: {
      translate: {
        differs: { 'body/text': 'A list of one text is one parameter of a form.' },
        call: (deepl, { text, source_lang, target_lang, ...input }) =>
          deepl.translateText(text, source_lang.toLowerCase(), target_lang, options(input)),
      },
      'translate-many': {
        call: (deepl, { texts, source_lang, target_lang, ...input }) =>
          deepl.translateText(texts, source_lang.toLowerCase(), target_lang, options(input)),
      },
    },
  },
];
