import type { Connector } from '@millrace/connector-kit';
import { http } from './http/http.connector.ts';
import { mailchimp } from './mailchimp/mailchimp.connector.ts';
import { woocommerce } from './woocommerce/woocommerce.connector.ts';

/** Every connector of this Millrace. A test holds the list to the folders beside it. */
export const CONNECTORS: readonly Connector[] = [http, mailchimp, woocommerce];
