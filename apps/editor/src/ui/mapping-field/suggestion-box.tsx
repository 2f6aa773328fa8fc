import { Combobox, useCombobox } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import classes from './mapping-field.module.css';
import type { Suggestion } from './expression.ts';
import type { Suggestions } from './use-suggestions.ts';

interface SuggestionBoxProps {
  suggestions: Suggestions | undefined;
  label: string;
  onTake: (suggestion: Suggestion) => void;
  /** Someone does not want any. */
  onClose: () => void;
  /** The text box, which keeps the focus. */
  children: ReactNode;
}

/** Offers values and helpers below a text box; arrows choose, Enter takes, Escape closes. */
export function SuggestionBox(props: SuggestionBoxProps) {
  const { suggestions, label, onTake, onClose, children } = props;
  const offered = suggestions?.offered ?? [];
  const opened = offered.length > 0;
  const store = useCombobox({ opened, onDropdownClose: onClose });
  const names = offered.map(({ text }) => text).join('\n');
  const { selectFirstOption, resetSelectedOption } = store;
  useEffect(() => {
    if (names === '') resetSelectedOption();
    else selectFirstOption();
  }, [names, selectFirstOption, resetSelectedOption]);
  return (
    <Combobox
      store={store}
      position="bottom-start"
      shadow="md"
      onOptionSubmit={(text) => {
        const chosen = offered.find((one) => one.text === text);
        if (chosen !== undefined) onTake(chosen);
      }}
    >
      <Combobox.Target withKeyboardNavigation={opened} withAriaAttributes={opened}>
        {children}
      </Combobox.Target>
      <Combobox.Dropdown hidden={!opened}>
        <Combobox.Options aria-label={`Values and helpers for ${label}`} mah={260}>
          {offered.map(({ text, kind, about }) => (
            <Combobox.Option value={text} key={text} className={classes['suggestion'] ?? ''}>
              <span className={classes['suggestionName']}>{text}</span>
              <span className={classes['suggestionAbout']} data-kind={kind}>
                {about}
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
