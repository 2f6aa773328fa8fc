import {
  Client,
  Environment,
  OrdersController,
  PaymentsController,
} from '@paypal/paypal-server-sdk';

const WHOLE = { prefer: 'return=representation' };
const money = (value, currency) => ({ currencyCode: currency.toUpperCase(), value });

/** PayPal's own library. */
export const peers = [
  {
    peer: '@paypal/paypal-server-sdk',
    connect: ({ client_id, client_secret }) => {
      const client = new Client({
        clientCredentialsAuthCredentials: {
          ...{ oAuthClientId: client_id, oAuthClientSecret: client_secret },
        },
        environment: Environment.Sandbox,
      });
      return { orders: new OrdersController(client), payments: new PaymentsController(client) };
    },
    differs: {
      'header/paypal-request-id': 'The key for repeats, which Millrace sends with each write.',
    },
    actions: {
      'create-order': {
        call: ({ orders }, input) =>
          orders.createOrder({
            ...WHOLE,
            body: {
              intent: input.intent,
              purchaseUnits: [
                {
                  amount: {
                    ...money(input.amount, input.currency),
                    breakdown: {
                      itemTotal: money(input.breakdown.item_total, input.currency),
                      shipping: money(input.breakdown.shipping, input.currency),
                    },
                  },
                  ...{ description: input.description, invoiceId: input.invoice_id },
                  customId: input.custom_id,
                  items: input.items.map(({ name, quantity, price, sku }) => ({
                    ...{ name, quantity: String(quantity), sku },
                    unitAmount: money(price, input.currency),
                  })),
                },
              ],
              paymentSource: {
                paypal: {
                  experienceContext: {
                    ...{ returnUrl: input.return_url, cancelUrl: input.cancel_url },
                    ...{ brandName: input.brand_name, locale: input.locale },
                    shippingPreference: input.shipping_preference,
                  },
                },
              },
            },
          }),
      },
      'capture-order': {
        call: ({ orders }, { order_id }) =>
          orders.captureOrder({ ...WHOLE, id: order_id, body: {} }),
      },
      'get-order': {
        case: 'An order is read',
        call: ({ orders }, { order_id }) => orders.getOrder({ id: order_id }),
      },
      refund: {
        case: 'A part is given back',
        call: ({ payments }, { capture_id, amount, currency, ...input }) =>
          payments.refundCapturedPayment({
            ...{ ...WHOLE, captureId: capture_id },
            body: {
              ...{ amount: money(amount, currency), noteToPayer: input.note_to_payer },
              ...{ invoiceId: input.invoice_id, customId: input.custom_id },
            },
          }),
      },
      'add-tracking': {
        case: 'A parcel is told',
        call: ({ orders }, { order_id, capture_id, tracking_number, carrier }) =>
          orders.createOrderTracking({
            id: order_id,
            body: {
              ...{ captureId: capture_id, trackingNumber: tracking_number, carrier },
              notifyPayer: false,
            },
          }),
      },
    },
  },
];
