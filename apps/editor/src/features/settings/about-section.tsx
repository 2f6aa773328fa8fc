import { Anchor, DataList, Text } from '@mantine/core';
import { Section } from './section.tsx';

export function AboutSection() {
  return (
    <Section title="About">
      <DataList gap={6}>
        <DataList.Item>
          <DataList.ItemLabel>Version</DataList.ItemLabel>
          <DataList.ItemValue>{__MILLRACE_VERSION__}</DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>API</DataList.ItemLabel>
          <DataList.ItemValue>
            <Anchor size="sm" href="/api/docs">
              Description of every call
            </Anchor>
          </DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>Licence</DataList.ItemLabel>
          <DataList.ItemValue>
            <Text span size="sm">
              Apache-2.0
            </Text>
          </DataList.ItemValue>
        </DataList.Item>
      </DataList>
    </Section>
  );
}
