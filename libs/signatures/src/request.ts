/** A request as it arrived: header names in any case, in the order sent, and the raw bytes. */
export interface SignedRequest {
  method: string;
  /** Name and value pairs. */
  headers: readonly (readonly [string, string])[];
  body: Uint8Array;
}

/** Every value of a header, whatever the case of its name. */
export function headerValues(request: SignedRequest, name: string): string[] {
  const wanted = name.toLowerCase();
  return request.headers.flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : []));
}
