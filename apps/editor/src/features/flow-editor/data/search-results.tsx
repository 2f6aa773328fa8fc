import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import classes from '../flow-editor.module.css';
import { shortJson } from '../../../ui/json-text-of.ts';
import { MOST_RESULTS, searchSections, type PickerSection } from './picker-sections.ts';

interface SearchResultsProps {
  sections: readonly PickerSection[];
  query: string;
  onPick: (path: string) => void;
}

/** Found values, one a line, with where they are. */
export function SearchResults({ sections, query, onPick }: SearchResultsProps) {
  const results = useMemo(() => searchSections(sections, query), [sections, query]);
  return (
    <Stack gap={2} px="xs" role="group" aria-label="Found values">
      <Text size="xs" c="dimmed" role="status" px={6} pb={4}>
        {countText(results.length)}
      </Text>
      {results.map((result) => (
        <UnstyledButton
          key={result.path}
          className={classes.found}
          title={`Insert ${result.path}`}
          onClick={() => onPick(result.path)}
        >
          <span className={classes.foundTrail}>
            {result.section} › {result.trail}
          </span>
          <span className={classes.foundValue}>{shortJson(result.value, 400)}</span>
        </UnstyledButton>
      ))}
    </Stack>
  );
}

function countText(count: number): string {
  if (count === 0) return 'Nothing here has that name or value.';
  if (count >= MOST_RESULTS) return `The first ${MOST_RESULTS} values`;
  return count === 1 ? '1 value' : `${count} values`;
}
