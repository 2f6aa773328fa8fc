import { ActionIcon, Combobox, Group, Text, Tooltip } from '@mantine/core';
import type { ListChoice } from '@millrace/model';
import { IconRefresh } from '@tabler/icons-react';
import { absoluteText, relativeText } from '../format.ts';
import { useNow } from '../use-now.ts';
import { useAccount } from './account.ts';
import type { Choices } from './use-choices.ts';

/** Most choices drawn at a time: looking for one is faster than scrolling past so many. */
const MOST_SHOWN = 100;

interface ChoiceOptionsProps {
  choices: Choices;
  /** Those that fit what is looked for; undefined while none were read. */
  shown: readonly ListChoice[] | undefined;
  /** What was typed, as an id. */
  typed: string;
  value: string;
}

/** The choices below the field, and how to use an id that is not among them. */
export function ChoiceOptions({ choices, shown = [], typed, value }: ChoiceOptionsProps) {
  const { application } = useAccount();
  const drawn = shown.slice(0, MOST_SHOWN);
  const isOther = typed !== '' && !drawn.some((item) => item.value === typed);
  const isNothing = drawn.length === 0 && !isOther;
  if (isNothing && !choices.source.ready) return null;
  return (
    <Combobox.Dropdown>
      <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
        {grouped(drawn).map(([group, items]) =>
          group === '' ? (
            items.map((item) => (
              <Choice key={item.value} item={item} active={item.value === value} />
            ))
          ) : (
            <Combobox.Group key={group} label={group}>
              {items.map((item) => (
                <Choice key={item.value} item={item} active={item.value === value} />
              ))}
            </Combobox.Group>
          ),
        )}
        {isOther ? (
          <Combobox.Option value={typed}>
            <Text size="sm">
              Use the id <strong>{typed}</strong>
            </Text>
          </Combobox.Option>
        ) : null}
        {isNothing ? (
          <Combobox.Empty ta="left">{nothingText(choices, application)}</Combobox.Empty>
        ) : null}
      </Combobox.Options>
      {choices.items === undefined ? null : (
        <Footer choices={choices} shown={shown.length} application={application} />
      )}
    </Combobox.Dropdown>
  );
}

function nothingText({ isLoading, problem, items }: Choices, application: string): string {
  if (isLoading) return `Reading from ${application}…`;
  if (problem !== null) return `${application} could not be asked. Type an id, or try again below.`;
  return items?.length === 0
    ? `There is nothing to choose yet. Add one in ${application}, then read the list again.`
    : 'Nothing is called that.';
}

function Choice({ item, active }: { item: ListChoice; active: boolean }) {
  return (
    <Combobox.Option value={item.value} active={active} aria-selected={active}>
      <Group gap="sm" justify="space-between" wrap="nowrap">
        <Text size="sm" fw={active ? 620 : 400} style={{ overflowWrap: 'anywhere' }}>
          {item.label}
        </Text>
        {item.note === undefined ? null : (
          <Text size="xs" c="dimmed" ta="right" style={{ flexShrink: 0, maxWidth: '50%' }}>
            {item.note}
          </Text>
        )}
      </Group>
    </Combobox.Option>
  );
}

interface FooterProps {
  choices: Choices;
  shown: number;
  application: string;
}

/** How many there are, how old that is, and a way to read them again. */
function Footer({ choices, shown, application }: FooterProps) {
  const now = useNow();
  const at = new Date(choices.readAt).toISOString();
  const all = choices.items?.length ?? 0;
  const count =
    shown > MOST_SHOWN
      ? `The first ${MOST_SHOWN} of ${shown}; type to find others`
      : `${shown} of ${all}`;
  return (
    <Combobox.Footer>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed" title={absoluteText(at)}>
          {count} in {application}, read {relativeText(at, now)}
        </Text>
        <Tooltip label="Read again">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Read again from ${application}`}
            loading={choices.isLoading}
            // The field keeps the focus, so that the list stays open.
            onMouseDown={(event) => event.preventDefault()}
            onClick={choices.refresh}
          >
            <IconRefresh size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Combobox.Footer>
  );
}

/** The choices by their group, in the order in which they came. */
function grouped(items: readonly ListChoice[]): [string, ListChoice[]][] {
  const groups = new Map<string, ListChoice[]>();
  for (const item of items) {
    const group = item.group ?? '';
    const there = groups.get(group);
    if (there === undefined) groups.set(group, [item]);
    else there.push(item);
  }
  return [...groups];
}
