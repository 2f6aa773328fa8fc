/** How Google's connectors sign in here, and the same account for Google's libraries. */
export const GOOGLE = {
  auth: 'google',
  values: { client_id: 'made-up-client', client_secret: 'made-up-secret' },
};

export function signedIn({ OAuth2 }) {
  const client = new OAuth2();
  client.setCredentials({ access_token: 'token-of-the-case' });
  return client;
}
