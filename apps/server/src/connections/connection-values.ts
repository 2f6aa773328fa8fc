import {
  AppError,
  fixedChoices,
  nearest,
  pointer,
  summarise,
  type AuthInfo,
  type ConnectorInfo,
  type Fault,
  type Field,
} from '@millrace/model';
import { trustFaults, type TrustFault } from '@millrace/connector-kit';
import { compileManifestCondition, compilePattern } from '@millrace/mapping';
import { fieldsOfKind } from './connection-kind.ts';

export type Values = Readonly<Record<string, string>>;

/**
 * The values of a connection, checked against its connector and its kind of sign-in; empty ones are
 * left out. Throws REQUEST_INVALID with a fault for every value that does not fit. No fault holds a
 * value of a secret.
 */
export function checkValues(
  manifest: ConnectorInfo,
  kind: AuthInfo | undefined,
  given: Values,
  now = new Date(),
): Values {
  const fields = fieldsOfKind(manifest, kind);
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const faults = [
    ...Object.keys(values)
      .filter((key) => fields.every((field) => field.key !== key))
      .map((key) => unknownKey(key, manifest.name, fields)),
    ...fields
      .filter((field) => isShown(field, values))
      .flatMap((field) => faultOf(field, values[field.key])),
    ...trustFaults(fields, values, now).map((fault) => untrustworthy(fault, fields)),
  ];
  if (faults.length === 0) return values;
  throw new AppError('REQUEST_INVALID', { summary: summarise(faults) }, { details: { faults } });
}

/** Those of the values that a connection of this kind has, too. */
export function valuesOfKind(
  manifest: ConnectorInfo,
  kind: AuthInfo | undefined,
  values: Values,
): Values {
  const keys = new Set(fieldsOfKind(manifest, kind).map(({ key }) => key));
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

function isShown({ show_when: condition }: Field, values: Values): boolean {
  return condition === undefined || compileManifestCondition(condition)({ ...values });
}

function unknownKey(key: string, name: string, fields: readonly Field[]): Fault {
  const close = nearest(
    key,
    fields.map((field) => field.key),
  );
  const advice = close === undefined ? '' : ` Did you mean "${close}"?`;
  return { path: pathOf(key), message: `"${key}" is not a field of ${name}.${advice}` };
}

function untrustworthy({ key, reason }: TrustFault, fields: readonly Field[]): Fault {
  const label = fields.find((field) => field.key === key)?.label ?? key;
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
  const { label, type, pattern } = field;
  const choices = fixedChoices(field);
  // Credentials end up in headers, where a line break would start another one. Keys in PEM sign.
  const mayBreak = type === 'text' || (type === 'secret' && PEM.test(value));
  if (!mayBreak && /[\r\n\0]/.test(value)) return `${label} must not contain line breaks.`;
  if (type === 'url' && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
    return `${label} is not a full http:// or https:// address.`;
  }
  if (choices.length > 0 && choices.every((choice) => choice.value !== value)) {
    return `${label} is none of ${choices.map((choice) => choice.value).join(', ')}.`;
  }
  if (pattern !== undefined && !compilePattern(pattern).search(value)) {
    const example = field.placeholder === undefined ? '' : `, for example ${field.placeholder}`;
    return `${label} does not have the form ${pattern}${example}.`;
  }
  return strayHost(field, value);
}

const PEM = /^\s*-----BEGIN [A-Z ]+-----/;

/** An address that would take credentials to somebody else's host. */
function strayHost({ label, hosts }: Field, value: string): string | undefined {
  if (hosts === undefined) return undefined;
  const host = URL.parse(value)?.host ?? value;
  const fits = hosts.some((one) =>
    one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one,
  );
  return fits ? undefined : `${label} has to be an address on ${hosts.join(' or ')}.`;
}

function pathOf(key: string): string {
  return pointer(['values', key]);
}
