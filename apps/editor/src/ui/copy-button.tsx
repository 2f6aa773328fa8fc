import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

export interface CopyButtonProps {
  value: string;
  /** Says what is copied: "Copy trigger URL". */
  label: string;
  /** `icon` fits beside a value, `button` shows the label too. */
  look?: 'icon' | 'button';
}

export function CopyButton({ value, label, look = 'icon' }: CopyButtonProps) {
  return (
    <MantineCopyButton value={value} timeout={1_600}>
      {({ copied, copy }) => {
        const symbol = copied ? <IconCheck size={15} /> : <IconCopy size={15} />;
        if (look === 'button') {
          return (
            <Button size="xs" variant="default" leftSection={symbol} onClick={copy}>
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
              onClick={copy}
            >
              {symbol}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </MantineCopyButton>
  );
}
