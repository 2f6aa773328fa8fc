/** A problem document as Mailchimp's documentation shows them (RFC 7807). */
export interface MailchimpProblem {
  status: number;
  title: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

/** Thrown by the rules, answered by the server. */
export class Refusal extends Error {
  readonly problem: MailchimpProblem;

  constructor(status: number, title: string, detail: string, errors?: MailchimpProblem['errors']) {
    super(`${title}: ${detail}`);
    this.problem = { status, title, detail, ...(errors === undefined ? {} : { errors }) };
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Resource Not Found', 'The requested resource could not be found.');
}

export function invalid(errors: { field: string; message: string }[]): Refusal {
  const detail =
    "The resource submitted could not be validated. For field-specific details, see the 'errors' array.";
  return new Refusal(400, 'Invalid Resource', detail, errors);
}
