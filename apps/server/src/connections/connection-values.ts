import {
  AppError,
  fixedChoices,
  nearest,
  pointer,
  summarise,
  type ConnectorInfo,
  type Fault,
  type Field,
} from '@millrace/model';
import { trustFaults, type TrustFault } from '@millrace/connector-kit';

export type Values = Readonly<Record<string, string>>;

/**
 * The values of a connection, checked against its connector; empty ones are left out.
 * Throws REQUEST_INVALID with a fault for every value that does not fit. No fault holds a value.
 */
export function checkValues(manifest: ConnectorInfo, given: Values, now = new Date()): Values {
  const fields = new Map(manifest.connection.map((field) => [field.key, field]));
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const faults = [
    ...Object.keys(values)
      .filter((key) => !fields.has(key))
      .map((key) => unknownKey(key, manifest)),
    ...manifest.connection.flatMap((field) => faultOf(field, values[field.key])),
    ...trustFaults(manifest.connection, values, now).map((fault) => untrustworthy(fault, manifest)),
  ];
  if (faults.length === 0) return values;
  throw new AppError('REQUEST_INVALID', { summary: summarise(faults) }, { details: { faults } });
}

function unknownKey(key: string, { name, connection }: ConnectorInfo): Fault {
  const close = nearest(
    key,
    connection.map((field) => field.key),
  );
  const advice = close === undefined ? '' : ` Did you mean "${close}"?`;
  return { path: pathOf(key), message: `"${key}" is not a field of ${name}.${advice}` };
}

function untrustworthy({ key, reason }: TrustFault, { connection }: ConnectorInfo): Fault {
  const label = connection.find((field) => field.key === key)?.label ?? key;
  return { path: pathOf(key), message: `${label} ${reason}.` };
}

function faultOf(field: Field, value: string | undefined): Fault[] {
  const message = value === undefined ? missing(field) : misfit(field, value);
  return message === undefined ? [] : [{ path: pathOf(field.key), message }];
}

function missing({ label, required, default: preset }: Field): string | undefined {
  return required === true && preset === undefined ? `${label} is required.` : undefined;
}

function misfit(field: Field, value: string): string | undefined {
  const { label, type } = field;
  const choices = fixedChoices(field);
  // Credentials end up in headers, where a line break would start another one.
  if (type !== 'text' && /[\r\n\0]/.test(value)) return `${label} must not contain line breaks.`;
  if (type === 'url' && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
    return `${label} is not a full http:// or https:// address.`;
  }
  if (choices.length > 0 && choices.every((choice) => choice.value !== value)) {
    return `${label} is none of ${choices.map((choice) => choice.value).join(', ')}.`;
  }
  return undefined;
}

function pathOf(key: string): string {
  return pointer(['values', key]);
}
