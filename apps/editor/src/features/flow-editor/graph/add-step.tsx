import { ActionIcon, Combobox, useCombobox } from '@mantine/core';
import type { StepPlace } from '@millrace/model';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useEditor } from '../editor-context.ts';
import { opensConnector } from './step-choices.ts';
import { StepDropdown } from './step-dropdown.tsx';

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
  const [application, setApplication] = useState<string>();
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setQuery('');
      setApplication(undefined);
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const show = (connector: string | undefined) => {
    setApplication(connector);
    setQuery('');
    combobox.resetSelectedOption();
    combobox.focusSearchInput();
  };
  return (
    <Combobox
      store={combobox}
      width={360}
      position="bottom"
      shadow="md"
      withinPortal
      keepMounted={false}
      onOptionSubmit={(choice) => {
        const connector = opensConnector(choice);
        if (connector !== undefined) return show(connector);
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
      <StepDropdown
        query={query}
        application={application}
        onBack={() => show(undefined)}
        onQuery={(next) => {
          setQuery(next);
          combobox.selectFirstOption();
        }}
      />
    </Combobox>
  );
}
