import { Text, Tooltip, type TextProps } from '@mantine/core';
import { absoluteText, relativeText } from './format.ts';
import { useNow } from './use-now.ts';

/** How long ago, with the full instant on hover. */
export function RelativeTime({ at, ...text }: { at: string } & TextProps) {
  const now = useNow();
  return (
    <Tooltip label={absoluteText(at)}>
      <Text
        component="time"
        dateTime={at}
        size="sm"
        span
        style={{ whiteSpace: 'nowrap' }}
        {...text}
      >
        {relativeText(at, now)}
      </Text>
    </Tooltip>
  );
}
