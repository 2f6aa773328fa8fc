import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowRight,
  IconArrowUp,
  IconCopy,
  IconDotsVertical,
  IconTrash,
} from '@tabler/icons-react';
import { endOf, neighbourPlace, otherSequences } from '../draft/step-moves.ts';
import { useEditor } from '../editor-context.ts';
import { CANVAS_LABELS } from './aria-labels.ts';
import classes from './flow-canvas.module.css';
import { sequenceName } from './sequence-names.ts';

/** Move, duplicate and delete a step. */
export function CardMenu({ id, title }: { id: string; title: string }) {
  return (
    <Menu width={210} withinPortal position="bottom-end">
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
        <CardItems id={id} />
      </Menu.Dropdown>
    </Menu>
  );
}

function CardItems({ id }: { id: string }) {
  const { actions, draft } = useEditor();
  return (
    <>
      <Menu.Item
        leftSection={<IconArrowUp size={16} aria-hidden />}
        disabled={neighbourPlace(draft.document, id, -1) === undefined}
        onClick={() => actions.shift(id, -1)}
      >
        Move up
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowDown size={16} aria-hidden />}
        disabled={neighbourPlace(draft.document, id, 1) === undefined}
        onClick={() => actions.shift(id, 1)}
      >
        Move down
      </Menu.Item>
      <MoveTo id={id} />
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
    </>
  );
}

/** The other sequences of the flow, where there are any: paths of branches, loops, the flow itself. */
function MoveTo({ id }: { id: string }) {
  const { actions, draft, catalogue } = useEditor();
  const { document } = draft;
  const others = otherSequences(document, id);
  if (others.length === 0) return null;
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<IconArrowRight size={16} aria-hidden />}>
          Move to
        </Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        {others.map((address) => (
          <Menu.Item
            key={`${address?.step ?? ''} ${address?.sequence ?? ''}`}
            onClick={() => actions.move(id, endOf(document, address))}
          >
            {sequenceName(document, address, catalogue) ?? 'End of the flow'}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}
