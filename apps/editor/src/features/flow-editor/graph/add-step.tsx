import { ActionIcon, Combobox, Group, Text, useCombobox } from '@mantine/core';
import type { StepPlace } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useEditor } from '../editor-context.ts';
import { stepChoices, type StepChoice } from './step-choices.ts';
import { StepIcon } from './step-icon.tsx';

export interface AddStepProps {
  /** Where the new step goes. */
  place: StepPlace;
  label: string;
  size: number;
}

/** A round button that opens everything a step can be, searchable. */
export function AddStep({ place, label, size }: AddStepProps) {
  const { actions } = useEditor();
  const [query, setQuery] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setQuery('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  return (
    <Combobox
      store={combobox}
      width={340}
      position="bottom"
      shadow="md"
      withinPortal
      keepMounted={false}
      onOptionSubmit={(choice) => {
        combobox.closeDropdown();
        actions.add(choice, place);
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <ActionIcon
          size={size}
          radius="xl"
          variant="default"
          aria-label={label}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          className="nodrag nopan"
          onClick={() => combobox.toggleDropdown()}
        >
          <IconPlus size={size * 0.55} aria-hidden />
        </ActionIcon>
      </Combobox.Target>
      <ChoicesDropdown
        query={query}
        onQuery={(next) => {
          setQuery(next);
          combobox.selectFirstOption();
        }}
      />
    </Combobox>
  );
}

function ChoicesDropdown({ query, onQuery }: { query: string; onQuery: (next: string) => void }) {
  const { catalogue } = useEditor();
  const groups = stepChoices(catalogue, query);
  const listId = useId();
  return (
    <Combobox.Dropdown className="nowheel nodrag nopan">
      <Combobox.Search
        value={query}
        placeholder="What should happen?"
        aria-label="Search steps"
        role="combobox"
        aria-controls={listId}
        aria-expanded
        aria-autocomplete="list"
        onChange={(event) => {
          onQuery(event.currentTarget.value);
        }}
      />
      <Combobox.Options id={listId} aria-label="Steps" mah={400} style={{ overflowY: 'auto' }}>
        {groups.length === 0 ? <Combobox.Empty>Nothing is called that.</Combobox.Empty> : null}
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
    </Combobox.Dropdown>
  );
}

function ChoiceLine({ choice }: { choice: StepChoice }) {
  const { catalogue } = useEditor();
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <StepIcon icon={choice.icon} catalogue={catalogue} size={24} />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={550}>
          {choice.label}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {choice.description}
        </Text>
      </div>
    </Group>
  );
}
