import { Tooltip, UnstyledButton } from '@mantine/core';
import { useMappingScope } from './mapping-scope.tsx';
import classes from './mapping-field.module.css';
import { crumbs, pathSteps } from './path-text.ts';

const MOST_SHOWN = 4;

/** Where a value came from; pressing one finds it in the data beside the form. */
export function SourceLinks({ paths }: { paths: readonly string[] }) {
  const { setSearch } = useMappingScope();
  if (paths.length === 0) return null;
  const more = paths.length - MOST_SHOWN;
  return (
    <div className={classes['sources']}>
      <span>from</span>
      {paths.slice(0, MOST_SHOWN).map((path) => (
        <Tooltip key={path} label={path} openDelay={500}>
          <UnstyledButton
            className={classes['source']}
            aria-label={`Find ${path} in the data`}
            onClick={() => setSearch(searchFor(path))}
          >
            {crumbs(path).slice(-2).join(' › ')}
          </UnstyledButton>
        </Tooltip>
      ))}
      {more > 0 ? <span>and {more} more</span> : null}
    </div>
  );
}

/** What finds a path in the data: the names it ends with. */
function searchFor(path: string): string {
  const steps = pathSteps(path.replaceAll('[*]', '')) ?? [];
  const names = steps.filter((step) => typeof step === 'string');
  return names.slice(-2).join('.');
}
