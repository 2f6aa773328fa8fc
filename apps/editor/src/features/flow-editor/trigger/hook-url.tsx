import { Box, Group, Text } from '@mantine/core';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';

/** The one URL of the flow. It keeps what arrives, whatever state the flow is in. */
export function HookUrl() {
  const { flow } = useEditor();
  return (
    <Box>
      <Text size="sm" fw={600} mb={4} id="hook-url-label">
        Trigger URL
      </Text>
      <Group gap="xs" wrap="nowrap" className={classes.hook ?? ''}>
        <Text
          size="xs"
          ff="monospace"
          flex={1}
          aria-labelledby="hook-url-label"
          style={{ overflowWrap: 'anywhere' }}
        >
          {flow.hook_url}
        </Text>
        <CopyButton value={flow.hook_url} label="Copy trigger URL" />
      </Group>
    </Box>
  );
}
