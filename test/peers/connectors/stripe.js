import Stripe from 'stripe';

const line = ({ name, amount, currency, price, quantity = 1 }) =>
  price === undefined
    ? { price_data: { currency, unit_amount: amount, product_data: { name } }, quantity }
    : { price, quantity };

/** Stripe's own library. */
export const peers = [
  {
    peer: 'stripe',
    connect: ({ secret_key }) => new Stripe(secret_key, { telemetry: false }),
    differs: {
      'header/stripe-version':
        'The library and the connector each pin the version they were written for.',
    },
    actions: {
      'create-payment-intent': {
        case: 'A payment with everything',
        call: (stripe, input) =>
          stripe.paymentIntents.create({ ...input, automatic_payment_methods: { enabled: true } }),
      },
      'create-checkout-session': {
        case: 'A page for two mugs',
        call: (stripe, { line_items, shipping_countries, expires_at, ...input }) =>
          stripe.checkout.sessions.create({
            ...input,
            line_items: line_items.map(line),
            shipping_address_collection: { allowed_countries: shipping_countries },
            expires_at: Date.parse(expires_at) / 1000,
          }),
      },
      'create-refund': {
        case: 'A part of a payment is given back',
        call: (stripe, input) => stripe.refunds.create(input),
      },
      'create-customer': {
        case: 'A customer with everything',
        call: (stripe, input) => stripe.customers.create(input),
      },
      'find-customer': {
        case: 'A customer is found',
        call: (stripe, { email }) => stripe.customers.list({ email, limit: 1 }),
      },
      'create-invoice': {
        case: 'An invoice with two lines is sent',
        call: async (stripe, { customer, lines: [mug, priced], days_until_due }) => {
          const { id: invoice } = await stripe.invoices.create({
            ...{ customer, collection_method: 'send_invoice', auto_advance: false },
            ...{ pending_invoice_items_behavior: 'exclude', days_until_due },
          });
          const { description, amount, currency, quantity } = mug;
          await stripe.invoiceItems.create({
            ...{ customer, invoice, description, currency, quantity },
            unit_amount_decimal: String(amount),
          });
          const pricing = { price: priced.price };
          await stripe.invoiceItems.create({
            customer,
            invoice,
            pricing,
            quantity: priced.quantity,
          });
          await stripe.invoices.sendInvoice(invoice);
          await stripe.invoices.retrieve(invoice);
        },
      },
      'send-invoice': {
        call: (stripe, { invoice }) => stripe.invoices.sendInvoice(invoice),
      },
    },
  },
];
