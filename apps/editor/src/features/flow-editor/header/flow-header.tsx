import { ActionIcon, Anchor, Group, Tabs, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { FlowStatusBadge } from '../../../ui/status-badge.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { CANVAS_LABELS } from '../graph/aria-labels.ts';
import { ChecksButton } from './checks-button.tsx';
import { FlowMenu } from './flow-menu.tsx';
import { FlowName } from './flow-name.tsx';
import { FlowState } from './flow-state.tsx';
import { Publish } from './publish.tsx';
import { SaveMark } from './save-mark.tsx';

/** Name, state and what can be done with the flow as a whole. */
export function FlowHeader() {
  const { flow, draft, readOnly } = useEditor();
  return (
    <header className={classes.header}>
      <VisuallyHidden component="h1">{draft.document.name}</VisuallyHidden>
      <Group gap="xs" wrap="nowrap" className={classes.headerMain ?? ''}>
        <Anchor
          className={classes.back ?? ''}
          renderRoot={(props) => <Link {...props} to="/flows" />}
          aria-label="All flows"
        >
          <IconChevronLeft size={18} aria-hidden />
        </Anchor>
        <FlowName />
        <FlowStatusBadge status={flow.status} />
        {readOnly ? null : <SaveMark />}
      </Group>
      <Tabs.List aria-label="Parts of the flow" className={classes.tabList ?? ''}>
        <Tabs.Tab value="build">Build</Tabs.Tab>
        <Tabs.Tab value="runs">Runs</Tabs.Tab>
        <Tabs.Tab value="events">Events</Tabs.Tab>
        <Tabs.Tab value="versions">Versions</Tabs.Tab>
      </Tabs.List>
      <Group gap={6} wrap="nowrap" className={classes.headerActions ?? ''}>
        {readOnly ? (
          <Text size="sm" c="dimmed">
            You are looking on: editors change flows.
          </Text>
        ) : (
          <>
            <UndoRedo />
            <FlowState />
          </>
        )}
        <ChecksButton />
        {readOnly ? null : (
          <>
            <Publish />
            <FlowMenu />
          </>
        )}
      </Group>
    </header>
  );
}

function UndoRedo() {
  const { draft } = useEditor();
  return (
    <>
      <HistoryButton
        label={CANVAS_LABELS.undo}
        keys="Ctrl+Z"
        icon={IconArrowBackUp}
        enabled={draft.canUndo}
        onClick={draft.undo}
      />
      <HistoryButton
        label={CANVAS_LABELS.redo}
        keys="Ctrl+Shift+Z"
        icon={IconArrowForwardUp}
        enabled={draft.canRedo}
        onClick={draft.redo}
      />
    </>
  );
}

interface HistoryButtonProps {
  label: string;
  keys: string;
  icon: Icon;
  enabled: boolean;
  onClick: () => void;
}

function HistoryButton({ label, keys, icon: Arrow, enabled, onClick }: HistoryButtonProps) {
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        className={classes.quiet ?? ''}
        disabled={!enabled}
        onClick={onClick}
      >
        <Arrow size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
