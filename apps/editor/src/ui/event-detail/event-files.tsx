import { Anchor, Group, Stack, Text } from '@mantine/core';
import { isFileHandle, type FileHandle } from '@millrace/model';
import { IconPaperclip } from '@tabler/icons-react';
import { sizeText } from '../format.ts';

/** Files looked for in one body; a form has a few. */
const MOST = 50;

/** The files that came with an event, each to be saved. */
export function EventFiles({ body }: { body: unknown }) {
  const files = filesIn(body);
  if (files.length === 0) return null;
  return (
    <Stack gap={4} component="ul" aria-label="Files" m={0} mb="xs" p={0}>
      {files.map(({ file, name, type, bytes }) => (
        <Group key={file} gap={6} component="li" style={{ listStyle: 'none' }}>
          <IconPaperclip size={15} aria-hidden />
          <Anchor size="sm" href={`/api/v1/files/${encodeURIComponent(file)}`} download={name}>
            {name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {type} · {sizeText(bytes)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

/** The handles of files in a value, in its order. */
function filesIn(value: unknown): FileHandle[] {
  const found: FileHandle[] = [];
  const open: unknown[] = [value];
  while (open.length > 0 && found.length < MOST) {
    const next = open.pop();
    if (isFileHandle(next)) {
      if (next.file !== '') found.push(next);
    } else if (typeof next === 'object' && next !== null) {
      for (const member of Object.values(next).reverse()) open.push(member);
    }
  }
  return found;
}
