import { Button, Popover, ScrollArea, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';
import { useEditor } from '../editor-context.ts';
import { CheckList } from './check-list.tsx';

/** How many things the checks have to say of the flow, and all of them in a list. */
export function ChecksButton() {
  const { checks } = useEditor();
  const [opened, { close, toggle }] = useDisclosure(false);
  const counted = checks.filter(({ severity }) => severity !== 'info').length;
  if (counted === 0) return null;
  const isError = checks.some(({ severity }) => severity === 'error');
  const Mark = isError ? IconAlertCircle : IconAlertTriangle;
  return (
    <Popover
      opened={opened}
      onDismiss={close}
      width={400}
      position="bottom-end"
      shadow="md"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color={isError ? 'red' : 'orange'}
          px={8}
          leftSection={<Mark size={17} aria-hidden />}
          aria-label={counted === 1 ? '1 check' : `${counted} checks`}
          onClick={toggle}
        >
          {counted}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Checks of this flow">
        <Stack gap={0}>
          <Text size="sm" fw={600} px="md" pt="sm" pb={6}>
            Checks of this flow
          </Text>
          <ScrollArea.Autosize mah="60vh" type="auto" px="md" pb="sm">
            <CheckList checks={checks} onGo={close} />
          </ScrollArea.Autosize>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
