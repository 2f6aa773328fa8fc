import type { Connector } from '@millrace/connector-kit';
import { woocommerce } from './woocommerce/woocommerce.connector.ts';

/** Every connector of this Millrace. A test holds the list to the folders beside it. */
export const CONNECTORS: readonly Connector[] = [woocommerce];
