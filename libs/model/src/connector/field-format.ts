const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/;

/** True for what a field of the type `email` takes. */
export function isEmailText(text: string): boolean {
  return EMAIL.test(text);
}

/** True for what a field of the type `time` takes. */
export function isTimeText(text: string): boolean {
  return TIME.test(text);
}

/** True for what a field of the type `date` takes. */
export function isDateText(text: string): boolean {
  return DATE.test(text);
}
