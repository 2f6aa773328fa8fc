import { closeLater } from './closing.ts';
import { startEnds } from './measure.ts';
import { startMillraceSide, type MillraceSide } from './millrace-side.ts';
import type { Figures } from './measure.ts';
import { inTurns, say, type TurnOptions } from './turns.ts';

/**
 * Compares an installation that grows with one that stays as it began, level by level. A level that
 * both have is the control: its ratio shows what the machine's noise makes of equal things.
 */
export async function growth(
  unit: string,
  levels: readonly number[],
  options: TurnOptions,
  grow: (side: MillraceSide, level: number, partner: string) => Promise<void>,
): Promise<void> {
  const ends = closeLater(await startEnds());
  const small = closeLater(await startMillraceSide(ends.partner));
  const grown = closeLater(await startMillraceSide(ends.partner));
  small.name = 'as it began';
  const ratios: string[] = [];
  for (const level of levels) {
    grown.name = `${level.toLocaleString('en')} ${unit}`;
    await grow(grown, level, ends.partner);
    const [before, after] = (await inTurns([small, grown], ends, options)) as [Figures, Figures];
    const ratio = after.completedRate / before.completedRate;
    ratios.push(`${grown.name}: ${ratio.toFixed(2)} × the throughput as it began`);
  }
  say(ratios.join('\n'));
}
