import { helper2, refuse, type Helper } from './define-helper.ts';
import { textParam, wordParam } from './params.ts';

const STYLES = ['soql', 'jql', 'odata', 'airtable', 'klaviyo', 'drive', 'sheet'] as const;
type Style = (typeof STYLES)[number];

/** Control characters as JavaScript, SOQL and JQL write them. */
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** How each query language writes a text, its quotes included. */
const QUOTES: Readonly<Record<Style, (text: string) => string>> = {
  // A backslash before ' and \, and names for control characters.
  // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
  soql: (text) => `'${withControls(text.replaceAll(/[\\']/g, '\\$&'))}'`,
  // A backslash before ". What a text search makes of * and ~ inside stays as it is.
  // https://support.atlassian.com/jira-software-cloud/docs/search-syntax-for-text-fields/
  jql: (text) => `"${withControls(text.replaceAll(/[\\"]/g, '\\$&'))}"`,
  // A quote inside is doubled.
  // https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
  odata: doubled,
  // Airtable does not say how; what its users found: https://mrcoles.com/escape-variables-airtable-api/
  airtable: (text) => `"${withControls(text.replaceAll(/[\\"]/g, '\\$&'))}"`,
  // https://developers.klaviyo.com/en/docs/filtering_ has texts in double quotes and no escape.
  klaviyo: (text) =>
    /["\\]/.test(text)
      ? refuse('quote', text, "text in Klaviyo's filters", 'They cannot hold " and \\.')
      : `"${text}"`,
  // A backslash before ' and \.
  // https://developers.google.com/workspace/drive/api/guides/search-files
  drive: (text) => `'${text.replaceAll(/[\\']/g, '\\$&')}'`,
  // A name of a sheet in A1 notation stands in single quotes; one inside is doubled, as in formulas.
  // https://developers.google.com/workspace/sheets/api/guides/concepts
  sheet: doubled,
};

/** Text that becomes a part of somebody's query language: quoted, it cannot end where it should not. */
export const QUOTE: Helper = helper2(
  {
    name: 'quote',
    group: 'encoding',
    usage: 'quote text style',
    summary:
      'Writes a text with its quotes so that it can stand in a query: soql (Salesforce), jql (Jira), odata, airtable, klaviyo, drive (Google Drive) or sheet (a name in A1 notation).',
    gives: 'string',
    examples: [
      {
        template: 'WHERE Name = {{quote name "soql"}}',
        data: { name: "Bob's \\ BBQ" },
        result: "WHERE Name = 'Bob\\'s \\\\ BBQ'",
      },
      {
        template: '{{quote sheet "sheet"}}!A1:B2',
        data: { sheet: "Jon's data" },
        result: "'Jon''s data'!A1:B2",
      },
      { template: '{{quote name "odata"}}', data: { name: "O'Neil" }, result: "'O''Neil'" },
    ],
    edges: [
      {
        template: 'summary ~ {{quote text "jql"}}',
        data: { text: 'a "b" \\ c\nd' },
        result: 'summary ~ "a \\"b\\" \\\\ c\\nd"',
      },
      {
        template: '{email} = {{quote text "airtable"}}',
        data: { text: '", TRUE(), "' },
        result: '{email} = "\\", TRUE(), \\""',
      },
      {
        template: 'name contains {{quote text "drive"}}',
        data: { text: "quinn's paper\\essay" },
        result: "name contains 'quinn\\'s paper\\\\essay'",
      },
      {
        template: 'equals(email,{{quote email "klaviyo"}})',
        data: { email: 'ada@example.org' },
        result: 'equals(email,"ada@example.org")',
      },
      {
        template: '{{quote text "klaviyo"}}',
        data: { text: 'a")' },
        error: "cannot become a text in Klaviyo's filters",
      },
      { template: '{{quote "a" "sql"}}', data: {}, error: 'cannot become a value for "style"' },
    ],
  },
  [textParam('text'), wordParam('style', STYLES)],
  (text, style) => QUOTES[style](text),
);

function doubled(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function withControls(text: string): string {
  return text.replaceAll(/[\n\r\t]/g, (sign) => CONTROLS.get(sign) ?? sign);
}
