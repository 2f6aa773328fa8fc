import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDotsVertical,
  IconTrash,
} from '@tabler/icons-react';
import { useEditor } from '../editor-context.ts';
import { CANVAS_LABELS } from './aria-labels.ts';
import classes from './flow-canvas.module.css';

/** Move, duplicate and delete a step. */
export function CardMenu({ id, at, title }: { id: string; at: number; title: string }) {
  const { actions, draft } = useEditor();
  return (
    <Menu width={190} withinPortal position="bottom-end">
      <Menu.Target>
        <ActionIcon
          className={classes.cardMenu ?? ''}
          variant="subtle"
          color="gray"
          size="md"
          aria-label={CANVAS_LABELS.menuOf(title)}
        >
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp size={16} aria-hidden />}
          disabled={at === 0}
          onClick={() => actions.move(id, -1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={16} aria-hidden />}
          disabled={at >= draft.document.steps.length - 1}
          onClick={() => actions.move(id, 1)}
        >
          Move down
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => actions.duplicate(id)}
        >
          Duplicate
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="var(--mantine-color-error)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => actions.remove(id)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
