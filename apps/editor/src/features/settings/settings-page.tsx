import { Stack } from '@mantine/core';
import { Page } from '../../ui/page.tsx';
import { AboutSection } from './about-section.tsx';
import { AccountSection } from './account-section.tsx';
import { ApiKeysSection } from './api-keys-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';

export function SettingsPage() {
  return (
    <Page title="Settings" size={820}>
      <Stack gap="lg">
        <AccountSection />
        <AppearanceSection />
        <ApiKeysSection />
        <AboutSection />
      </Stack>
    </Page>
  );
}
