import { Button, Combobox, Text, useCombobox } from '@mantine/core';
import type { Field } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';

interface AddMemberProps {
  /** Of the field the members are in. */
  label: string;
  /** Fields that are known and not drawn yet. */
  hidden: readonly Field[];
  /** Names in use. */
  taken: readonly string[];
  onOpen: (key: string) => void;
  onAdd: (name: string) => void;
}

/** Draws another field of the account, or adds a member by its name. */
export function AddMember({ label, hidden, taken, onOpen, onAdd }: AddMemberProps) {
  const combobox = useCombobox({
    onDropdownClose: () => combobox.resetSelectedOption(),
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  return (
    <Combobox
      store={combobox}
      width={300}
      position="bottom-start"
      shadow="md"
      withinPortal
      keepMounted={false}
      onOptionSubmit={(key) => {
        combobox.closeDropdown();
        if (hidden.some((field) => field.key === key)) onOpen(key);
        else onAdd(key);
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          {hidden.length === 0 ? 'Add a field by its name' : `Add a field (${hidden.length} more)`}
        </Button>
      </Combobox.Target>
      <MembersDropdown
        label={label}
        hidden={hidden}
        taken={taken}
        onSearch={() => combobox.selectFirstOption()}
      />
    </Combobox>
  );
}

interface MembersDropdownProps extends Pick<AddMemberProps, 'label' | 'hidden' | 'taken'> {
  onSearch: () => void;
}

function MembersDropdown({ label, hidden, taken, onSearch }: MembersDropdownProps) {
  const [search, setSearch] = useState('');
  const listId = useId();
  const name = search.trim();
  const words = name.toLowerCase();
  const fitting = hidden.filter((field) =>
    `${field.label} ${field.key}`.toLowerCase().includes(words),
  );
  const isNew =
    name !== '' &&
    !name.startsWith('$') &&
    ![...taken, ...hidden.map(({ key }) => key)].includes(name);
  return (
    <Combobox.Dropdown>
      <Combobox.Search
        value={search}
        placeholder={hidden.length === 0 ? 'Its name there' : 'Search, or type a name'}
        aria-label={`Add a field to ${label}`}
        role="combobox"
        aria-controls={listId}
        aria-expanded
        aria-autocomplete="list"
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          onSearch();
        }}
      />
      <Combobox.Options id={listId} aria-label="Fields" mah={280} style={{ overflowY: 'auto' }}>
        {fitting.map((field) => (
          <Combobox.Option key={field.key} value={field.key}>
            <Text size="sm">
              {field.label}{' '}
              <Text span size="xs" c="dimmed">
                {field.key}
              </Text>
            </Text>
          </Combobox.Option>
        ))}
        {isNew ? <Combobox.Option value={name}>Add “{name}” by its name</Combobox.Option> : null}
        {fitting.length === 0 && !isNew ? (
          <Combobox.Empty>
            {name === '' ? 'Type the name the field has there.' : 'This name is taken.'}
          </Combobox.Empty>
        ) : null}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}
