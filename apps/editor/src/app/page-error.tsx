import { Container } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { asProblem } from '../api/problem.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Shown where a page would be when it could not be loaded or drawn. */
export function PageError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Container size="sm" py="xl" component="main">
      <ErrorPanel
        title="This page could not be shown."
        problem={asProblem(error)}
        onRetry={() => void router.invalidate()}
      />
    </Container>
  );
}
