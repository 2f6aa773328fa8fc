import library from '@woocommerce/woocommerce-rest-api';

const WooCommerce = library.default ?? library;

/** WooCommerce's own library. */
export const peers = [
  {
    peer: '@woocommerce/woocommerce-rest-api',
    connect: ({ base_url, consumer_key, consumer_secret }) =>
      new WooCommerce({
        ...{ url: base_url, version: 'wc/v3' },
        ...{ consumerKey: consumer_key, consumerSecret: consumer_secret },
      }),
    actions: {
      'update-order': {
        call: (shop, { order_id, status, meta }) =>
          shop.put(`orders/${order_id}`, {
            status,
            meta_data: Object.entries(meta).map(([key, value]) => ({ key, value })),
          }),
      },
      'get-order': {
        account: {
          auth: 'rest',
          values: {
            ...{ base_url: 'https://shop.example.com/' },
            ...{ consumer_key: 'ck_of_the_case', consumer_secret: 'cs_of_the_case' },
          },
        },
        call: (shop, { order_id }) => shop.get(`orders/${order_id}`),
      },
      'find-orders': {
        call: async (shop, { status }) => {
          await shop.get('orders', { status, per_page: 100, page: 1 });
          await shop.get('orders', { status, per_page: 100, page: 2 });
        },
      },
      'create-order': {
        call: (shop, { items, billing }) => shop.post('orders', { line_items: items, billing }),
      },
      'add-order-note': {
        call: (shop, { order_id, note, customer_note }) =>
          shop.post(`orders/${order_id}/notes`, { note, customer_note }),
      },
      'upsert-customer': {
        case: 'A customer who is there is changed',
        call: async (shop, customer) => {
          const { data } = await shop.get('customers', { email: customer.email, role: 'all' });
          await shop.put(`customers/${data[0].id}`, customer);
        },
      },
      'find-customer': {
        case: 'A customer is found',
        call: (shop, { email }) => shop.get('customers', { email, role: 'all' }),
      },
      'find-products': {
        call: (shop, { sku }) => shop.get('products', { sku, per_page: 100, page: 1 }),
      },
      'update-product': {
        call: (shop, { product_id, ...product }) => shop.put(`products/${product_id}`, product),
      },
    },
  },
];
