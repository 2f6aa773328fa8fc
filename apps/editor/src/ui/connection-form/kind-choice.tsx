import { Radio, Stack, Text } from '@mantine/core';
import type { AuthInfo } from '@millrace/model';
import { Markdown } from '../markdown/markdown.tsx';
import classes from './kind-choice.module.css';

interface KindChoiceProps {
  kinds: readonly AuthInfo[];
  value: string;
  onChange: (id: string) => void;
}

/** The ways to connect an account, each with what it is for; nothing where there is only one. */
export function KindChoice({ kinds, value, onChange }: KindChoiceProps) {
  const [only] = kinds;
  if (kinds.length === 1 && only !== undefined) {
    return only.help === undefined ? null : <Markdown source={only.help} quiet />;
  }
  return (
    <Radio.Group label="How to connect" value={value} onChange={onChange}>
      <Stack gap="xs" mt={5}>
        {kinds.map((kind) => (
          <Radio.Card key={kind.id} value={kind.id} className={classes['card'] ?? ''}>
            <Radio.Indicator style={{ flexShrink: 0 }} />
            <div>
              <Text size="sm" fw={620}>
                {kind.label}
              </Text>
              {kind.help === undefined ? null : <Markdown source={kind.help} quiet />}
            </div>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}
