import { isJsonObject, type HttpResponse, type Reading } from '@millrace/connector-kit';

/** What only Mailchimp's own words tell, by what they say. */
const SPECIAL: readonly { says: RegExp; reading: Omit<Reading, 'reason'> }[] = [
  {
    // A limit for each e-mail address, answered with 400 as if the call were wrong.
    says: /signed up to a lot of lists very recently/i,
    reading: { kind: 'CALL_RATE_LIMITED' },
  },
  {
    says: /member in compliance state/i,
    reading: {
      hint: 'Mailchimp lets only the person subscribe this address again. Set Status to pending, so that they are asked by e-mail.',
    },
  },
  {
    says: /forgotten email not subscribed/i,
    reading: {
      hint: 'The contact was deleted for good. Only the person can sign up again, with a form of Mailchimp.',
    },
  },
  {
    says: /resource not found/i,
    reading: {
      hint: 'Check the audience id, and that the contact is in the audience.',
    },
  },
];

/**
 * What an error of Mailchimp means: a problem document (RFC 7807) with title, detail and errors of
 * single fields. Sources: the "Errors" page of Mailchimp's API documentation.
 */
export function readProblem({ status, body }: HttpResponse): Reading {
  if (!isJsonObject(body)) return { reason: `status ${status} without an explanation.` };
  const { title, detail, errors } = body;
  const said = [title, detail].flatMap((text) => (typeof text === 'string' ? [text] : []));
  const fields = Array.isArray(errors) ? errors.flatMap(fieldError) : [];
  const reason = [said.join(': '), ...fields].filter((text) => text !== '').join(' ');
  const special = SPECIAL.find(({ says }) => says.test(reason));
  return { reason: reason === '' ? `status ${status}.` : reason, ...special?.reading };
}

function fieldError(error: unknown): string[] {
  if (!isJsonObject(error) || typeof error['message'] !== 'string') return [];
  const { field, message } = error;
  return [typeof field === 'string' && field !== '' ? `${field}: ${message}` : message];
}
