import { Box, Group, Text } from '@mantine/core';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';

/** The one URL of the flow. It keeps what arrives, whatever state the flow is in. */
export function HookUrl() {
  const { hook_url: url } = useEditor().flow;
  return (
    <Box>
      <Text size="sm" fw={600} mb={4} id="hook-url-label">
        Trigger URL
      </Text>
      {url === null ? (
        <Text size="sm" c="dimmed" aria-labelledby="hook-url-label">
          Editors see the address: whoever has it can start runs.
        </Text>
      ) : (
        <Address url={url} />
      )}
    </Box>
  );
}

function Address({ url }: { url: string }) {
  return (
    <Group gap="xs" wrap="nowrap" className={classes.hook ?? ''}>
      <Text
        size="xs"
        ff="monospace"
        flex={1}
        aria-labelledby="hook-url-label"
        style={{ overflowWrap: 'anywhere' }}
      >
        {url}
      </Text>
      <CopyButton value={url} label="Copy trigger URL" />
    </Group>
  );
}
