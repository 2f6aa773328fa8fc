import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Section } from './section.tsx';

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Appearance" description="Kept in this browser.">
      <SegmentedControl<MantineColorScheme>
        aria-label="Colours"
        w="fit-content"
        value={colorScheme}
        data={SCHEMES}
        onChange={setColorScheme}
      />
    </Section>
  );
}
