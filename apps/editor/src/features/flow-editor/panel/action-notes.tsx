import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconClockX } from '@tabler/icons-react';
import type { KnownAction } from '../graph/catalogue.ts';

/** What one should know of an action before it is used: that it deletes, or goes out of use. */
export function ActionNotes({ known }: { known: KnownAction }) {
  const { connector, action } = known;
  return (
    <>
      {action.risk === 'deletes' ? (
        <Alert color="orange" py="xs" icon={<IconAlertTriangle aria-hidden size={17} />}>
          <Text size="sm">
            This step deletes in {connector.name}. It cannot be taken back here.
          </Text>
        </Alert>
      ) : null}
      {action.deprecated === undefined ? null : (
        <Alert color="yellow" py="xs" icon={<IconClockX aria-hidden size={17} />}>
          <Text size="sm">Going out of use: {action.deprecated}</Text>
        </Alert>
      )}
    </>
  );
}
