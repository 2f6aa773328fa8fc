import { PostgrestClient } from '@supabase/postgrest-js';

const accepted = async (query) => {
  const { error, data } = await query;
  if (error !== null) throw new Error(JSON.stringify(error));
  return data;
};

const OF_THE_LIBRARY = 'The library adds it; PostgREST finds the columns by itself.';

/** Supabase's own library for PostgREST. */
export const peers = [
  {
    peer: '@supabase/postgrest-js',
    connect: ({ project_url, api_key }) =>
      new PostgrestClient(`${project_url.replace(/\/$/, '')}/rest/v1`, {
        headers: { apikey: api_key, authorization: `Bearer ${api_key}` },
      }),
    differs: {
      'query/columns': OF_THE_LIBRARY,
      'query/select': 'Without it PostgREST gives all columns.',
    },
    actions: {
      'insert-rows': {
        call: (supabase, { table, rows }) => accepted(supabase.from(table).insert(rows).select()),
      },
      'upsert-rows': {
        call: (supabase, { table, rows, on_conflict }) =>
          accepted(supabase.from(table).upsert(rows, { onConflict: on_conflict }).select()),
      },
      'call-function': {
        call: (supabase, { function: name, arguments: given }) =>
          accepted(supabase.rpc(name, given)),
      },
    },
  },
];
