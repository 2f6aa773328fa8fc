import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { CodeBlock } from '../code-block.tsx';
import { sizeText } from '../format.ts';
import { bytesOf, hexOf, MAX_HEX, MAX_RAW, textOf } from './raw-bytes.ts';

type RawLook = 'text' | 'hex';

/** The bytes as they arrived, as text or in hexadecimal. */
export function RawView({ base64 }: { base64: string }) {
  const [look, setLook] = useState<RawLook>('text');
  const bytes = useMemo(() => bytesOf(base64), [base64]);
  if (bytes === undefined || bytes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The body is empty.
      </Text>
    );
  }
  const most = look === 'text' ? MAX_RAW : MAX_HEX;
  return (
    <Stack gap="xs" align="stretch">
      <SegmentedControl<RawLook>
        size="xs"
        w="fit-content"
        aria-label="How to show the bytes"
        value={look}
        onChange={setLook}
        data={[
          { value: 'text', label: 'Text' },
          { value: 'hex', label: 'Hex' },
        ]}
      />
      <CodeBlock
        label="raw body"
        code={look === 'text' ? textOf(bytes) : hexOf(bytes)}
        wrap={look === 'text'}
        maxHeight={480}
      />
      {bytes.length > most ? (
        <Text size="xs" c="dimmed">
          The first {sizeText(most)} of {sizeText(bytes.length)} are shown.
        </Text>
      ) : null}
    </Stack>
  );
}
