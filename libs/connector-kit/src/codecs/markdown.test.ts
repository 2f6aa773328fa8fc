import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';

interface NotionBlock {
  type: string;
  paragraph?: { rich_text: { text: { content: string } }[] };
  bulleted_list_item?: { children?: NotionBlock[] };
}

interface AdfNode {
  type: string;
  text?: string;
  content?: AdfNode[];
}

/** Undefined for what is refused. */
const tried = (write: () => string): string | undefined => {
  try {
    return write();
  } catch {
    return undefined;
  }
};

const html = (text: string) => encode('markdown_html', text) as string;
const slack = (text: string) => encode('markdown_mrkdwn', text);
const blocks = (text: string) => encode('markdown_blocks', text) as unknown as NotionBlock[];
const content = (text: string) => (encode('adf', text) as { content: unknown[] }).content;

const TABLE = '| Name | Sum |\n|---|--:|\n| **Ada** | 12 |\n';

describe('Markdown as HTML', () => {
  it('has the usual elements', () => {
    expect(html('# Hi *you*\n\nA **b** ~~c~~ `d<e`  \nnext [l](https://x.org/?a&b)\n\n---')).toBe(
      '<h1>Hi <em>you</em></h1>\n<p>A <strong>b</strong> <del>c</del> <code>d&lt;e</code><br>\n' +
        'next <a href="https://x.org/?a&amp;b">l</a></p>\n<hr>',
    );
    expect(html('- [x] a\n- b\n\n> q\n\n3. c\n')).toBe(
      '<ul>\n<li><input type="checkbox" disabled checked> a</li>\n<li>b</li>\n</ul>\n' +
        '<blockquote>\n<p>q</p>\n</blockquote>\n<ol start="3">\n<li>c</li>\n</ol>',
    );
    expect(html(TABLE)).toContain('<tr><td><strong>Ada</strong></td><td>12</td></tr>');
    expect(html('```js x\na < b\n```')).toBe(
      '<pre><code class="language-js">a &lt; b\n</code></pre>',
    );
    expect(html('![pic](https://x.org/a.png)')).toBe(
      '<p><img src="https://x.org/a.png" alt="pic"></p>',
    );
  });

  it('links addresses that stand by themselves, without what ends the sentence', () => {
    const link = (url: string) => `<a href="${url}">${url}</a>`;
    expect(html('See https://x.org/a_(b)_c?d=1, (https://y.org/z). **http://z.org!**')).toBe(
      `<p>See ${link('https://x.org/a_(b)_c?d=1')}, (${link('https://y.org/z')}). ` +
        `<strong>${link('http://z.org')}!</strong></p>`,
    );
    expect(html('[https://a.org](https://b.org) `https://c.org` xhttps://d.org https://')).toBe(
      '<p><a href="https://b.org">https://a.org</a> <code>https://c.org</code> xhttps://d.org https://</p>',
    );
  });

  it.each([
    '<script>PWN()</script>',
    '<img src=x onerror=PWN()>',
    'a <b onclick="x">b</b>',
    '[a](javascript:PWN())',
    '[a](JaVaScRiPt:PWN())',
    '[a](data:text/html,<script>PWN()</script>)',
    '![a](javascript:PWN())',
    '<javascript:PWN()>',
    '[a](/relative)',
    '[a](https://x.org/"onmouseover="PWN())',
    '```"><script>\nx\n```',
  ])('shows %s as text, or as a harmless link', (text) => {
    const tags = html(text).match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).toMatch(
        /^<\/?(p|a|pre|code|a href="https:\/\/x\.org\/[^"]*"|code class="[^"]*")>$/,
      );
    }
  });

  it('holds nothing but known elements for any text', () => {
    const sign = fc.constantFrom(
      ...Array.from('<>&"\'`*_~[]()!#-|\\\n \tab1:/'),
      'javascript:',
      'https://x',
      '<script ',
      '&lt;',
    );
    const known =
      /^<\/?(?:p|h\d|em|strong|del|code|pre|hr|br|ul|ol|li|blockquote|table|thead|tbody|tr|td|th|a|(?:a href|img src)="(?:https?|mailto):[^"<>]*"(?: alt="[^"<>]*")?|code class="language-[^"<>]*"|ol start="\d+"|input type="checkbox" disabled(?: checked)?)>$/i;
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
        for (const tag of html(signs.join('')).match(/<[^>]*>/g) ?? []) expect(tag).toMatch(known);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is fast for text made to be slow, and refuses what nests without end', () => {
    const started = performance.now();
    html('a.b-'.repeat(20_000));
    html('[a]('.repeat(20_000));
    html('http://a/('.repeat(20_000));
    html('http://'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(() => html('> '.repeat(500) + 'a')).toThrow(/nests 100 levels deep/);
    expect(() => html(`${'*a **b '.repeat(5_000)}${'b** a*'.repeat(5_000)}`)).toThrow(/nests 100/);
    expect(() => html('- '.repeat(80) + 'a')).toThrow(/nests 100 levels deep/);
  });

  it('is shown to its last word, or refused, however deep it lies', () => {
    for (const sign of ['> ', '- ', '1. ', '> - ', '- > # ']) {
      for (let depth = 1; depth < 130; depth += 1) {
        const shown = tried(() => html(`${sign.repeat(depth)}deep`));
        if (depth < 30) expect(shown).toContain('deep');
        expect(shown ?? 'deep').toContain('deep');
      }
    }
  });
});

describe('Markdown as the text of Slack', () => {
  it('has its own signs', () => {
    expect(
      slack(
        '# Title **x**\n\n**b** *i* ~~s~~ `c` [l](https://x.org/a|b) ![p](https://x.org/p.png)',
      ),
    ).toBe('*Title x*\n\n*b* _i_ ~s~ `c` <https://x.org/a%7Cb|l> <https://x.org/p.png|p>');
    expect(slack('- a\n- [ ] b\n  1. c\n\n> q\n> r\n\n```\nx < y\n```\n\n---')).toBe(
      '• a\n• ☐ b\n    1. c\n\n> q\n> r\n\n```\nx &lt; y\n```\n\n———',
    );
    expect(slack(TABLE)).toBe('```\nName | Sum\n-----|----\nAda  | 12\n```');
    expect(slack('https://x.org/a')).toBe('<https://x.org/a>');
  });

  it('cannot mention anybody', () => {
    expect(slack('hi <!channel> & <@U123> <#C1|x>')).toBe(
      'hi &lt;!channel&gt; &amp; &lt;@U123&gt; &lt;#C1|x&gt;',
    );
  });
});

describe('Markdown as blocks of Notion', () => {
  const text = (one: string, more: object = {}) => ({
    type: 'text',
    text: { content: one },
    ...more,
  });

  it('has their types', () => {
    expect(blocks('#### Deep\n\na **b** [l](https://x.org)\n\n- [x] t\n- p\n  - c\n')).toEqual([
      { object: 'block', type: 'heading_3', heading_3: { rich_text: [text('Deep')] } },
      {
        object: 'block',
        type: 'paragraph',
        paragraph: {
          rich_text: [
            text('a '),
            text('b', { annotations: { bold: true } }),
            text(' '),
            { type: 'text', text: { content: 'l', link: { url: 'https://x.org' } } },
          ],
        },
      },
      { object: 'block', type: 'to_do', to_do: { rich_text: [text('t')], checked: true } },
      {
        object: 'block',
        type: 'bulleted_list_item',
        bulleted_list_item: {
          rich_text: [text('p')],
          children: [
            {
              object: 'block',
              type: 'bulleted_list_item',
              bulleted_list_item: { rich_text: [text('c')] },
            },
          ],
        },
      },
    ]);
    expect(blocks('```ts\nx\n```\n\n```foo\ny\n```')).toMatchObject([
      { code: { language: 'typescript' } },
      { code: { language: 'plain text' } },
    ]);
    expect(blocks(TABLE)).toMatchObject([
      { table: { table_width: 2, children: [{ type: 'table_row' }, { type: 'table_row' }] } },
    ]);
    expect(blocks('![pic](https://x.org/a.png)')).toMatchObject([
      { image: { type: 'external', external: { url: 'https://x.org/a.png' } } },
    ]);
  });

  it('keep within the limits of one request, and lose nothing', () => {
    const long = `${'x'.repeat(1_999)}\u{1f600}${'y'.repeat(3_000)}`;
    const texts = blocks(long)[0]?.paragraph?.rich_text ?? [];
    expect(
      texts.every(({ text: { content: one } }) => one.length <= 2_000 && one.isWellFormed()),
    ).toBe(true);
    expect(texts.map((one) => one.text.content).join('')).toBe(long);

    const many = blocks(Array.from({ length: 150 }, (_, at) => `**${at}** x`).join(' '));
    expect(many.map((one) => one.paragraph?.rich_text.length)).toEqual([100, 100, 100]);

    const levels = (all: NotionBlock[]): number =>
      Math.max(0, ...all.map((one) => 1 + levels(one.bulleted_list_item?.children ?? [])));
    const nested = blocks('- a\n  - b\n    - c\n      - d\n        - e\n');
    expect(levels(nested)).toBe(3);
    const inner = blocks('- a\n  - b\n\n    | x |\n    |---|\n    | y |\n');
    const tables = inner[0]?.bulleted_list_item?.children?.map(({ type }) => type);
    expect(tables).toEqual(['bulleted_list_item', 'table']);
    for (const word of 'abcde') expect(JSON.stringify(nested)).toContain(`"content":"${word}"`);
  });
});

describe('Markdown as a document of Atlassian', () => {
  it('has its nodes and marks', () => {
    expect(content('## Hi\n\na **b *c*** `d`\nnext [l](https://x.org)')).toEqual([
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Hi' }] },
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'a ' },
          { type: 'text', text: 'b ', marks: [{ type: 'strong' }] },
          { type: 'text', text: 'c', marks: [{ type: 'strong' }, { type: 'em' }] },
          { type: 'text', text: ' ' },
          { type: 'text', text: 'd', marks: [{ type: 'code' }] },
          { type: 'hardBreak' },
          { type: 'text', text: 'next ' },
          { type: 'text', text: 'l', marks: [{ type: 'link', attrs: { href: 'https://x.org' } }] },
        ],
      },
    ]);
    expect(content('')).toEqual([]);
    expect(content('```py\nx\n```')).toEqual([
      { type: 'codeBlock', attrs: { language: 'py' }, content: [{ type: 'text', text: 'x' }] },
    ]);
    expect(content(TABLE)).toMatchObject([
      {
        type: 'table',
        content: [
          { content: [{ type: 'tableHeader' }, {}] },
          { content: [{ type: 'tableCell' }, {}] },
        ],
      },
    ]);
  });

  it('has only what lists and quotes may hold in them', () => {
    const allowed = new Set(['paragraph', 'bulletList', 'orderedList', 'codeBlock']);
    const check = (node: AdfNode): void => {
      const inner = node.content ?? [];
      if (node.type === 'text') expect(node.text).not.toBe('');
      if (node.type === 'listItem') expect(['paragraph', 'codeBlock']).toContain(inner[0]?.type);
      if (node.type === 'blockquote') expect(inner.length).toBeGreaterThan(0);
      if (node.type === 'listItem' || node.type === 'blockquote') {
        for (const one of inner) expect(allowed).toContain(one.type);
      }
      inner.forEach(check);
    };
    const sign = fc.constantFrom(
      '- ',
      '> ',
      '1. ',
      '# ',
      '\n',
      '\n\n',
      '  ',
      '```\n',
      '---\n',
      '| a |\n|---|\n',
      '[ ] ',
      'text',
      '**',
      '`',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
        check(encode('adf', signs.join('')) as unknown as AdfNode);
      }),
      { numRuns: 2_000 },
    );
  });
});
