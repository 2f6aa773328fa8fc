import { BOOKINGS, ENQUIRIES, MESSAGES, SURVEYS } from './contact-events.ts';
import { PAYMENTS, TILL_ORDERS } from './sale-events.ts';
import { CATALOGUE, COUPONS, DELETIONS, SHOP_ORDERS, TWO_ORDERS } from './shop-events.ts';

/** Bodies of applications as they come, with what differs between them. */
export const BODIES = {
  shopOrders: SHOP_ORDERS,
  twoOrders: TWO_ORDERS,
  deletions: DELETIONS,
  coupons: COUPONS,
  catalogue: CATALOGUE,
  tillOrders: TILL_ORDERS,
  payments: PAYMENTS,
  enquiries: ENQUIRIES,
  surveys: SURVEYS,
  messages: MESSAGES,
  bookings: BOOKINGS,
};
