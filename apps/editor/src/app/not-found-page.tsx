import { Button, EmptyState } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

export function NotFoundPage() {
  return (
    <EmptyState
      py="xl"
      icon={<IconMapQuestion aria-hidden />}
      title="There is no page at this address."
      description="The link may be old, or mistyped."
    >
      <EmptyState.Actions>
        <Button component={Link} to="/flows">
          Go to flows
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
