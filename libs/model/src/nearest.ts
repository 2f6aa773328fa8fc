/** Words further apart than this share of their length are not offered as what was meant. */
const FARTHEST = 0.5;

/** Longer words are not compared: the work grows with the product of both lengths. */
const LONGEST = 64;

/** The candidate a mistyped word most likely means, whatever its case; undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  let best: string | undefined;
  let shortest = Math.max(word.length, 2) * FARTHEST;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const nothingShared = distance >= Math.max(word.length, candidate.length);
    if (nothingShared || distance > shortest || (distance === shortest && best !== undefined)) {
      continue;
    }
    best = candidate;
    shortest = distance;
  }
  return best;
}

/** Levenshtein distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  const letters = Array.from(b);
  let distances = letters.map((_, column) => column + 1);
  let last = letters.length;
  for (const [row, letter] of Array.from(a).entries()) {
    let diagonal = row;
    last = row + 1;
    distances = distances.map((above, column) => {
      const substituted = diagonal + (letters[column] === letter ? 0 : 1);
      diagonal = above;
      last = Math.min(substituted, above + 1, last + 1);
      return last;
    });
  }
  return last;
}
