import type { JsonNumber } from '@millrace/model';
import { BoundedCache } from '../bounded-cache.ts';
import { refuse, type HelperCall, type Param } from './define-helper.ts';

/** What making a formatter of Intl costs, in steps: 20 to 60 microseconds. */
const NEW_FORMATTER = 500;
const ONE_FORMAT = 10;
const MOST_FORMATTERS = 64;

const numberFormats = new BoundedCache<Intl.NumberFormat>(MOST_FORMATTERS);
const dateFormats = new BoundedCache<Intl.DateTimeFormat>(MOST_FORMATTERS);

/** A language as people tag it: "de", "en-GB". One that is not known is refused, not replaced. */
export function localeParam(): Param<string> {
  return {
    name: 'locale',
    optional: true,
    read: (value, helper) => {
      if (value === undefined) return 'en';
      if (typeof value === 'string' && isKnown(value)) return value;
      return refuse(helper, value, 'locale', 'Write a language like "de", "en-GB" or "pt-BR".');
    },
  };
}

function isKnown(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf([locale]).length > 0;
  } catch {
    return false;
  }
}

/** A number as people of a language write it. */
export function formatNumber(
  number: JsonNumber,
  locale: string,
  options: Intl.NumberFormatOptions,
  call: HelperCall,
): string {
  call.spend(ONE_FORMAT);
  const key = JSON.stringify([locale, options]);
  return numberFormats
    .get(key, () => {
      call.spend(NEW_FORMATTER);
      return new Intl.NumberFormat(locale, options);
    })
    .format(typeof number === 'number' ? number : number.text);
}

/** A formatter of dates, kept by language and options. Throws RangeError for an unknown time zone. */
export function dateFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
  call: HelperCall,
): Intl.DateTimeFormat {
  call.spend(ONE_FORMAT);
  return dateFormats.get(JSON.stringify([locale, options]), () => {
    call.spend(NEW_FORMATTER);
    return new Intl.DateTimeFormat(locale, options);
  });
}
