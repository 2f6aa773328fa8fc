/** Injection token of the one way out: the `HttpClient` every outgoing call goes through. */
export const HTTP_CLIENT = Symbol('http-client');
