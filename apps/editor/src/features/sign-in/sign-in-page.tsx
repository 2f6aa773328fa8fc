import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { asProblem } from '../../api/problem.ts';
import { sessionQuery, signIn } from '../../api/session.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Welcome } from './welcome.tsx';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : 'Enter your e-mail address.'),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  });
  const enter = useMutation({
    ...signIn,
    onSuccess: async () => {
      await queryClient.query({ ...sessionQuery, staleTime: 0 });
      router.history.push(next ?? '/flows');
    },
  });
  return (
    <Welcome title="Sign in" description="Welcome back.">
      <form
        noValidate
        onSubmit={form.onSubmit(({ email, password }) =>
          enter.mutate({ email: email.trim(), password }),
        )}
      >
        <Stack>
          {enter.error === null ? null : <ErrorPanel problem={asProblem(enter.error)} />}
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username"
            required
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" mt="xs" loading={enter.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Welcome>
  );
}
