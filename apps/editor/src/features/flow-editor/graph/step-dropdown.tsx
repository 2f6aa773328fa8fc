import { ActionIcon, Badge, Combobox, Group, Text } from '@mantine/core';
import { connectorsUsed } from '@millrace/model';
import { IconAlertTriangle, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useId, useMemo } from 'react';
import { TierMark } from '../../../ui/tier-mark.tsx';
import { useEditor } from '../editor-context.ts';
import { findConnector } from './catalogue.ts';
import {
  actionChoices,
  firstChoices,
  foundChoices,
  opensConnector,
  type ChoiceGroup,
  type StepChoice,
} from './step-choices.ts';
import { StepIcon } from './step-icon.tsx';

interface StepDropdownProps {
  query: string;
  /** The connector whose actions are shown. */
  application: string | undefined;
  onQuery: (next: string) => void;
  /** Back to all applications. */
  onBack: () => void;
}

/** Applications first, then the actions of one; a search goes over all of them. */
export function StepDropdown({ query, application, onQuery, onBack }: StepDropdownProps) {
  const { catalogue } = useEditor();
  const { groups, more } = useChoices(query, application);
  const listId = useId();
  const name = application === undefined ? undefined : findConnector(catalogue, application)?.name;
  return (
    <Combobox.Dropdown className="nowheel nodrag nopan">
      <Combobox.Search
        value={query}
        placeholder={name === undefined ? 'What should happen?' : `What should happen in ${name}?`}
        aria-label="Search steps"
        role="combobox"
        aria-controls={listId}
        aria-expanded
        aria-autocomplete="list"
        leftSection={name === undefined ? null : <BackButton onBack={onBack} />}
        onKeyDown={(event) => {
          if (event.key === 'Backspace' && query === '' && name !== undefined) onBack();
        }}
        onChange={(event) => {
          onQuery(event.currentTarget.value);
        }}
      />
      <Combobox.Options id={listId} aria-label="Steps" mah={400} style={{ overflowY: 'auto' }}>
        {groups.length === 0 ? (
          <Combobox.Empty>
            Nothing is called that. An HTTP request reaches any application with an API.
          </Combobox.Empty>
        ) : null}
        {groups.map((group) => (
          <Combobox.Group key={group.label} label={group.label}>
            {group.choices.map((choice) => (
              <Combobox.Option key={choice.value} value={choice.value}>
                <ChoiceLine choice={choice} />
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
      {more === 0 ? null : (
        <Combobox.Footer>
          <Text size="xs" c="dimmed">
            {more} more: another word narrows them down.
          </Text>
        </Combobox.Footer>
      )}
    </Combobox.Dropdown>
  );
}

/** What fits a search; without one the applications, or the actions of the one that is open. */
function useChoices(
  query: string,
  application: string | undefined,
): { groups: readonly ChoiceGroup[]; more: number } {
  const { catalogue, connections, draft } = useEditor();
  const { document } = draft;
  return useMemo(() => {
    const open = application === undefined ? undefined : findConnector(catalogue, application);
    if (query.trim() !== '') return foundChoices(open === undefined ? catalogue : [open], query);
    if (open !== undefined) return { groups: actionChoices(open), more: 0 };
    const inUse = new Set([
      ...connectorsUsed(document),
      ...(connections ?? []).map(({ connector }) => connector),
    ]);
    return { groups: firstChoices(catalogue, inUse), more: 0 };
  }, [catalogue, connections, document, query, application]);
}

function ChoiceLine({ choice }: { choice: StepChoice }) {
  const { catalogue } = useEditor();
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <StepIcon icon={choice.icon} catalogue={catalogue} size={24} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={550}>
          {choice.label}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {choice.description}
        </Text>
      </div>
      {choice.warning === undefined ? null : (
        <Badge
          color="orange"
          variant="light"
          tt="none"
          fw={550}
          style={{ flexShrink: 0 }}
          leftSection={<IconAlertTriangle size={12} aria-hidden />}
        >
          {choice.warning}
        </Badge>
      )}
      <TierMark tier={choice.tier} />
      {opensConnector(choice.value) === undefined ? null : (
        <IconChevronRight size={16} aria-hidden style={{ flexShrink: 0, alignSelf: 'center' }} />
      )}
    </Group>
  );
}

function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label="All applications"
      onClick={onBack}
    >
      <IconChevronLeft size={16} aria-hidden />
    </ActionIcon>
  );
}
