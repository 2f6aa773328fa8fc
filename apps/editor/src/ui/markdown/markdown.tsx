import { Anchor, Code, List, Stack, Text } from '@mantine/core';
import { parseMarkdown, type Block, type Inline } from './parse-markdown.ts';

/** Instructions. Only elements made here appear: text from a manifest is never markup. */
export function Markdown({ source, quiet = false }: { source: string; quiet?: boolean }) {
  return (
    <Stack gap="xs" {...(quiet ? { c: 'dimmed' } : {})}>
      {parseMarkdown(source).map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
    </Stack>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <Text fw={600} size="sm">
          <Inlines content={block.content} />
        </Text>
      );
    case 'paragraph':
      return (
        <Text size="sm">
          <Inlines content={block.content} />
        </Text>
      );
    case 'list':
      return (
        <List type={block.ordered ? 'ordered' : 'unordered'} size="sm" spacing={4} withPadding>
          {block.items.map((item, at) => (
            <List.Item key={at}>
              <Inlines content={item} />
            </List.Item>
          ))}
        </List>
      );
    case 'code':
      return <Code block>{block.text}</Code>;
  }
}

function Inlines({ content }: { content: readonly Inline[] }) {
  return content.map((part, at) => <InlineView key={at} part={part} />);
}

function InlineView({ part }: { part: Inline }) {
  switch (part.kind) {
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'code':
      return <Code>{part.text}</Code>;
    case 'link':
      return (
        <Anchor href={part.href} target="_blank" rel="noreferrer noopener" size="sm">
          {part.text}
        </Anchor>
      );
    case 'text':
      return part.text;
  }
}
