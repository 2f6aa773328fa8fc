// Defining connectors
export {
  defineAction,
  defineConnector,
  manifestOf,
  type Action,
  type ActionContext,
  type ActionDefinition,
  type ConnectionValues,
  type Connector,
  type ConnectorDefinition,
  type TestContext,
} from './define.ts';
export { checkInput, inputError } from './input.ts';

// The door out
export {
  createHttpDoor,
  HTTP_METHODS,
  type HttpDoor,
  type HttpDoorOptions,
  type HttpMethod,
  type HttpRequest,
} from './http/door.ts';
export type { HttpResponse } from './http/answer.ts';
export type { ResolveAll } from './http/guarded-connector.ts';

// Answers that are no success
export {
  isRetryable,
  isSuccess,
  toCallError,
  type Callee,
  type CallFailure,
  type Reading,
} from './call-error.ts';

// What connectors need of the model
export {
  AppError,
  isJsonNumber,
  isJsonObject,
  parseDuration,
  type Field,
  type JsonObject,
  type JsonValue,
  type Sample,
} from '@millrace/model';
