import { Text } from '@mantine/core';
import type { Tier } from '@millrace/model';

const TIERS: Record<Tier, { word: string; says: string }> = {
  peer: {
    word: 'checked',
    says: 'Checked: ran against the application’s own library or an independent server.',
  },
  document: {
    word: 'described',
    says: 'Described: ran against the application’s own description of its API.',
  },
  documentation: {
    word: 'documented',
    says: 'Documented: written after the application’s documentation.',
  },
  own: { word: 'own', says: 'Own: made here or imported.' },
};

/** How far a connector or an action is proven, in one quiet word. */
export function TierMark({ tier }: { tier: Tier | undefined }) {
  if (tier === undefined) return null;
  const { word, says } = TIERS[tier];
  return (
    <Text span size="xs" c="dimmed" title={says} style={{ flexShrink: 0 }}>
      {word}
    </Text>
  );
}
