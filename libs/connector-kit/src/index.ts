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
export { checkInput } from './input.ts';

// The door out
export {
  createHttpDoor,
  type HttpDoor,
  type HttpDoorOptions,
  type HttpRequest,
  type HttpResponse,
} from './http/door.ts';

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
  isJsonObject,
  parseDuration,
  type Field,
  type JsonObject,
  type JsonValue,
  type Sample,
} from '@millrace/model';
