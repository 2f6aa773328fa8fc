// Reading a body
export { readBody, type FileSlice, type ReadBody, type SentBody } from './read-body.ts';
export { kindOfType, type BodyKind } from './body-kind.ts';
export { type BodyFault } from './body-fault.ts';
export { BODY_LIMITS } from './body-limits.ts';

// Parts of it
export { readJson, type JsonBody } from './json-body.ts';
export { readQuery } from './form.ts';
export { inflate, inflateNow, type EncodedBody, type Inflated } from './inflate.ts';
export { LOOK_BACK, labelOfFile, type FileLabel } from './multipart.ts';
export { parseContentType, type ContentType } from './content-type.ts';
