import {
  errorAnswer,
  HTML_PAGE,
  jsonAnswer,
  plainAnswer,
  type Answer,
  type MessageAnswer,
} from '../http/answer.js';
import type { FaultKind, ScriptedFault } from './fault.js';

/** Makes the right answer; `nextToken`, where given, takes the place of the token it would have. */
export type Serve = (nextToken?: string) => MessageAnswer;

const ERRORS: Readonly<Partial<Record<FaultKind, readonly [errorType: string, message: string]>>> = {
  throttle: ['ThrottlingException', 'Rate exceeded'],
  timeout: ['RequestTimeoutException', 'The request timed out'],
  internal: ['InternalServerException', 'An internal error occurred'],
  unavailable: ['ServiceUnavailableException', 'The service is unavailable'],
  validation: ['ValidationException', 'The request is not valid'],
  'access-denied': ['AccessDeniedException', 'User is not authorized to perform this operation'],
  'not-found': ['ResourceNotFoundException', 'The resource was not found'],
  'reject-token': ['ValidationException', 'The nextToken is not valid'],
};

/** What a request with that fault gets. `token` is the one that came in. */
export const faultAnswer = (fault: ScriptedFault, token: string | undefined, serve: Serve): Answer => {
  const { kind, message, retryAfterSeconds } = fault;
  const error = ERRORS[kind];
  if (error !== undefined) return errorAnswer(error[0], message ?? error[1], retryAfterSeconds);
  switch (kind) {
    case 'reset':
    case 'hang-up':
    case 'hang':
      return { kind };
    case 'html':
      return plainAnswer(200, HTML_PAGE);
    case 'empty-body':
      return jsonAnswer('');
    case 'no-read-sets':
      return jsonAnswer('{}');
    case 'truncated':
      return truncated(serve());
    case 'cut-off':
      return { ...serve(), kind: 'cut-off', items: 0 };
    case 'repeat-token':
      return serve(token);
    default:
      return bareStatus(fault);
  }
};

const truncated = (answer: MessageAnswer): MessageAnswer => ({
  ...answer,
  body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length * 0.6))),
  items: 0,
});

const bareStatus = ({
  status = 500,
  body,
  errorType,
  message,
  retryAfterSeconds,
}: ScriptedFault): MessageAnswer => ({
  ...plainAnswer(status, body ?? (message === undefined ? HTML_PAGE : JSON.stringify({ message }))),
  ...(errorType === undefined ? {} : { errorType }),
  ...(message === undefined ? {} : { contentType: 'application/json' }),
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
