import { Combobox, InputBase, Loader, Text, useCombobox } from '@mantine/core';
import { type ListChoice, type Use } from '@millrace/model';
import { useState } from 'react';
import { AccountNote } from './account-note.tsx';
import { useAccount } from './account.ts';
import { ChoiceOptions } from './choice-options.tsx';
import type { ControlProps } from './mapping-field.tsx';
import { mappingFromText, textOf } from './mapping-text.ts';
import { matching, typedId, useChoices, type Choices } from './use-choices.ts';
import classes from './mapping-field.module.css';

/** One of the choices that the account defines, or any id that somebody types. */
export function AccountChoice(props: ControlProps & { use: Use }) {
  const { field, use, onChange, aimed } = props;
  const [search, setSearch] = useState<string>();
  const [wanted, setWanted] = useState(false);
  const value = textOf(props.value);
  const choices = useChoices(use, search ?? '', wanted || value !== '');
  const { items } = choices;
  const chosen = items?.find((item) => item.value === value);
  const combobox = useCombobox({
    onDropdownClose: () => combobox.resetSelectedOption(),
    onDropdownOpen: () => setWanted(true),
  });
  const take = (id: string) => {
    onChange(id === '' ? undefined : mappingFromText(id, field.type, undefined));
    setSearch(undefined);
    combobox.closeDropdown();
  };
  const shown = items && matching(items, search ?? '');
  const typed = search === undefined ? '' : typedId(use, search);
  return (
    <>
      <Combobox store={combobox} shadow="md" withinPortal keepMounted={false} onOptionSubmit={take}>
        <Combobox.Target>
          <InputBase
            id={props.id}
            value={search ?? chosen?.label ?? value}
            aria-label={props.ariaLabel}
            aria-describedby={props.describedBy}
            error={props.invalid}
            placeholder={placeholderOf(choices)}
            autoComplete="off"
            classNames={{
              input: `${classes['input'] ?? ''} ${aimed ? (classes['aimed'] ?? '') : ''}`,
            }}
            rightSection={
              <Side choices={choices} value={value} label={field.label} onClear={take} />
            }
            onFocus={props.onFocus}
            onClick={() => combobox.openDropdown()}
            onChange={({ currentTarget }) => {
              setSearch(currentTarget.value);
              combobox.openDropdown();
              combobox.selectFirstOption();
            }}
            onBlur={() => {
              combobox.closeDropdown();
              const meant = search === undefined ? undefined : meantBy(search, typed, choices);
              if (meant === undefined) setSearch(undefined);
              else take(meant);
            }}
          />
        </Combobox.Target>
        <ChoiceOptions choices={choices} shown={shown} typed={typed} value={value} />
      </Combobox>
      <Notes choices={choices} value={value} chosen={chosen} wanted={wanted} />
    </>
  );
}

/** The id that text left in the field means. Without a list it can only be one; with one, half a name is none. */
function meantBy(search: string, typed: string, { items }: Choices): string | undefined {
  if (search === '' || items === undefined) return typed;
  return items.find(({ label, value }) => label === search || value === typed)?.value;
}

function placeholderOf({ source, items }: Choices): string {
  if (!source.ready) return 'Type an id';
  return items?.length === 0 ? 'Nothing to choose yet' : 'Choose…';
}

interface SideProps {
  choices: Choices;
  value: string;
  label: string;
  onClear: (id: string) => void;
}

function Side({ choices, value, label, onClear }: SideProps) {
  if (choices.isLoading) return <Loader size={16} aria-label="Reading" />;
  if (value === '') return <Combobox.Chevron />;
  return <Combobox.ClearButton aria-label={`Clear ${label}`} onClear={() => onClear('')} />;
}

interface UncheckedProps {
  choices: Choices;
  value: string;
  chosen: ListChoice | undefined;
}

/** What is to be said of the list, and of a value that is not in it. */
function Notes({ wanted, ...said }: UncheckedProps & { wanted: boolean }) {
  const { source, problem, refresh } = said.choices;
  const quiet = said.value !== '' || !wanted;
  return (
    <>
      <AccountNote source={source} problem={problem} onRetry={refresh} quiet={quiet} />
      <Unchecked {...said} />
    </>
  );
}

/** A value that is not among the choices stays, and says so. */
function Unchecked({ choices, value, chosen }: UncheckedProps) {
  const { application } = useAccount();
  if (value === '' || chosen !== undefined || !choices.source.ready) return null;
  if (choices.items === undefined && choices.problem !== null) return null;
  const text =
    choices.items === undefined || choices.isLoading
      ? `Looking for “${value}” in ${application}…`
      : `“${value}” is not in the list that ${application} gives now. It is kept: check it, or choose another.`;
  return (
    <Text size="xs" role="status" className={choices.isLoading ? '' : (classes['outdated'] ?? '')}>
      {text}
    </Text>
  );
}
