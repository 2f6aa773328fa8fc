/** How to register the trigger URL for one topic, in Markdown. */
export function setupText(topic: string): string {
  return `1. In WordPress, open **WooCommerce → Settings → Advanced → Webhooks** and choose **Add webhook**.
2. Give it a name, set **Status** to **Active** and **Topic** to **${topic}**.
3. Paste the trigger URL of this flow into **Delivery URL**.
4. Put the same text into **Secret** and into *Webhook secret* of the connection here. Make it long, of letters and digits. Do not leave it empty: WooCommerce then makes one from your user name, which others can guess.
5. Choose **WP REST API Integration v3** as **API version** and save.

On saving, the shop checks that the URL answers with status 200. Millrace answers; the check stands under Events as a handshake and starts no run.

**Good to know**

- WooCommerce sends each event once and never again. After more than five failures in a row it sets the webhook to **Disabled**. Set it back to **Active**, and look in the shop for what was missed meanwhile.
- Deliveries leave in the background. In a quiet shop this can take minutes, unless a real cron job calls \`wp-cron.php\`.
- A shop in the same private network as Millrace: WordPress does not call private addresses, nor ports other than 80, 443 and 8080. Allow them with its filters \`http_request_host_is_external\` and \`http_allowed_safe_ports\`.
- One new order is sent under both **Order created** and **Order updated**, with the same content. Use one of the two.`;
}
