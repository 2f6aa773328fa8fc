import { auth, sheets } from '@googleapis/sheets';
import { GOOGLE, signedIn } from '../google-account.js';

const ROWS = { majorDimension: 'ROWS' };

/** Google's own library. */
export const peers = [
  {
    peer: '@googleapis/sheets',
    connect: () => sheets({ version: 'v4', auth: signedIn(auth) }).spreadsheets.values,
    account: GOOGLE,
    actions: {
      'append-row': {
        case: 'A row is added in the order of the header row',
        call: async (values, { spreadsheet: spreadsheetId, sheet, row }) => {
          const { data } = await values.get({ spreadsheetId, range: `'${sheet}'!1:1` });
          await values.append({
            ...{ spreadsheetId, range: `'${sheet}'!A1` },
            ...{ valueInputOption: 'USER_ENTERED', insertDataOption: 'INSERT_ROWS' },
            requestBody: { ...ROWS, values: [data.values[0].map((name) => row[name] ?? '')] },
          });
        },
      },
      'find-rows': {
        case: 'Rows are found by a column',
        call: (values, { spreadsheet: spreadsheetId, sheet }) =>
          values.get({ spreadsheetId, range: `'${sheet}'` }),
      },
      'update-row': {
        call: async (values, { spreadsheet: spreadsheetId, sheet, row_number, row }) => {
          const { data } = await values.get({ spreadsheetId, range: `'${sheet}'!1:1` });
          await values.update({
            ...{ spreadsheetId, range: `'${sheet}'!A${row_number}` },
            valueInputOption: 'USER_ENTERED',
            requestBody: { ...ROWS, values: [data.values[0].map((name) => row[name] ?? null)] },
          });
        },
      },
      'upsert-row': {
        case: 'The row with the number is changed',
        call: async (values, { spreadsheet: spreadsheetId, sheet, column, row }) => {
          const { data } = await values.get({ spreadsheetId, range: `'${sheet}'` });
          const [head, ...rows] = data.values;
          const at = rows.findIndex((one) => one[head.indexOf(column)] === row[column]);
          await values.update({
            ...{ spreadsheetId, range: `'${sheet}'!A${at + 2}` },
            valueInputOption: 'USER_ENTERED',
            requestBody: { ...ROWS, values: [head.map((name) => row[name] ?? null)] },
          });
        },
      },
    },
  },
];
