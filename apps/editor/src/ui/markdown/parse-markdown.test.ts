import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './parse-markdown.ts';

describe('setup instructions', () => {
  it('reads numbered steps with bold, code and links', () => {
    expect(
      parseMarkdown('1. Open **Webhooks**\n2. Set `Topic`\n3. See [the docs](https://a.test/x)'),
    ).toEqual([
      {
        kind: 'list',
        ordered: true,
        items: [
          [
            { kind: 'text', text: 'Open ' },
            { kind: 'strong', text: 'Webhooks' },
          ],
          [
            { kind: 'text', text: 'Set ' },
            { kind: 'code', text: 'Topic' },
          ],
          [
            { kind: 'text', text: 'See ' },
            { kind: 'link', text: 'the docs', href: 'https://a.test/x' },
          ],
        ],
      },
    ]);
  });

  it('joins the lines of a paragraph and parts paragraphs at an empty line', () => {
    const blocks = parseMarkdown('# Title\none\ntwo\n\nthree');
    expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'paragraph']);
  });

  it('keeps fenced code as it is', () => {
    expect(parseMarkdown('```\na **b**\n```')).toEqual([{ kind: 'code', text: 'a **b**' }]);
  });

  it('leaves HTML and links that are not http as plain text', () => {
    const source = '<img src=x onerror=alert(1)> [x](javascript:alert(1))';
    expect(parseMarkdown(source)).toEqual([
      { kind: 'paragraph', content: [{ kind: 'text', text: source }] },
    ]);
  });
});
