/** Injection token of the one way out: the `HttpDoor` every outgoing call goes through. */
export const HTTP_DOOR = Symbol('http-door');
