import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

export interface CopyButtonProps {
  /** What is copied; a function where making it takes time. */
  value: string | (() => string);
  /** Says what is copied: "Copy trigger URL". */
  label: string;
  /** `icon` fits beside a value, `button` shows the label too. */
  look?: 'icon' | 'button';
}

export function CopyButton({ value, label, look = 'icon' }: CopyButtonProps) {
  const { copied, copy } = useClipboard({ timeout: 1_600 });
  const symbol = copied ? <IconCheck size={15} /> : <IconCopy size={15} />;
  const press = () => copy(typeof value === 'string' ? value : value());
  if (look === 'button') {
    return (
      <Button size="xs" variant="default" leftSection={symbol} onClick={press}>
        {copied ? 'Copied' : label}
      </Button>
    );
  }
  return (
    <Tooltip label={copied ? 'Copied' : label}>
      <ActionIcon
        variant="subtle"
        color={copied ? 'green' : 'gray'}
        aria-label={copied ? 'Copied' : label}
        onClick={press}
      >
        {symbol}
      </ActionIcon>
    </Tooltip>
  );
}
