const NORMAL = /[^.\\?*+|(){}[\]\uD800-\uDFFF]/uy;
const ESCAPE = /\\[()*+\-.?[\\\]^nrt{|}]/uy;
const CATEGORY = /\\[pP]\{(?:L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|Z[lps]?|S[ckmo]?|C[cfno]?)\}/uy;
const CLASS_CHARACTER = String.raw`(?:[^\-[\\\]\uD800-\uDFFF]|${ESCAPE.source})`;
const CLASS_PART = `(?:${CLASS_CHARACTER}(?:-${CLASS_CHARACTER})?|${CATEGORY.source})`;
const CLASS = new RegExp(String.raw`\[\^?(?:-|${CLASS_PART})${CLASS_PART}*-?\]`, 'uy');
const QUANTIFIER = /[*+?]|\{\d+(?:,\d*)?\}/uy;
const ATOMS = [/[().|]/y, NORMAL, ESCAPE, CATEGORY, CLASS];

/**
 * An I-Regexp (RFC 9485) in RE2 syntax, or undefined when the text is none. The dot of an I-Regexp
 * is any character but \n and \r; that of RE2 takes \r.
 */
export function fromIRegexp(source: string): string | undefined {
  let translated = '';
  let groups = 0;
  let quantifiable = false;
  for (let at = 0; at < source.length;) {
    const quantifier: string | undefined = quantifiable
      ? tokenAt(source, at, QUANTIFIER)
      : undefined;
    const token: string | undefined = quantifier ?? atomAt(source, at);
    if (token === undefined) return undefined;
    if (token === '(') groups += 1;
    if (token === ')') groups -= 1;
    if (groups < 0) return undefined;
    quantifiable = quantifier === undefined && token !== '(' && token !== '|';
    translated += token === '.' ? String.raw`[^\n\r]` : token;
    at += token.length;
  }
  return groups === 0 ? translated : undefined;
}

function atomAt(source: string, at: number): string | undefined {
  for (const atom of ATOMS) {
    const token = tokenAt(source, at, atom);
    if (token !== undefined) return token;
  }
  return undefined;
}

function tokenAt(source: string, at: number, pattern: RegExp): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
