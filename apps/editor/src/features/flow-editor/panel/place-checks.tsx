import { Alert, List } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';
import { useEditor } from '../editor-context.ts';

/** What the checks say of a place, apart from what already stands at its fields. */
export function PlaceChecks({ place }: { place: string }) {
  const { checks } = useEditor();
  const here = checks.filter((check) => check.place === place && check.field === undefined);
  if (here.length === 0) return null;
  const isError = here.some((check) => check.severity === 'error');
  const Mark = isError ? IconAlertCircle : IconAlertTriangle;
  return (
    <Alert
      color={isError ? 'red' : 'orange'}
      variant="light"
      p="sm"
      icon={<Mark size={18} aria-hidden />}
    >
      {here.length === 1 ? (
        here[0]?.message
      ) : (
        <List size="sm">
          {here.map((check) => (
            <List.Item key={check.message}>{check.message}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
