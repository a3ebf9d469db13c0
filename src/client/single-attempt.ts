import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { FinalizeRequestMiddleware, InitializeMiddleware } from '@smithy/types';
import { tellDeparture } from './departure.js';
import { readWholeBody } from './read-whole-body.js';
import { refuseLoopbackHostPrefix } from './loopback-host-prefix.js';

/** The part of an `OmicsClient` that this library leans on. */
export type OmicsClientLike = Pick<OmicsClient, 'send' | 'config' | 'middlewareStack'>;

const noRetry: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => next;
const noLog: InitializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => next;

/**
 * A view of the caller's client whose `send` is one request on the wire, with any `maxAttempts` or `retryMode`.
 *
 * The view has its own copy of the middleware stack, in which the SDK's retry middleware is replaced by one of the
 * same name, step and priority that does nothing. (Removing it would break the signing middleware, which is placed
 * relative to it.) The caller's handlers and own middleware still serve; its client is not touched.
 */
export function singleAttempt<Client extends OmicsClientLike>(client: Client): Client {
  const middlewareStack = client.middlewareStack.clone();
  middlewareStack.add(noRetry, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  if (client.config.logger.constructor.name === 'NoOpLogger') {
    // The SDK prepares a copy of every answer for its logger, also for the one that does nothing: 0.2 ms a page.
    middlewareStack.add(noLog, { name: 'loggerMiddleware', step: 'initialize', override: true });
  }
  middlewareStack.addRelativeTo(refuseLoopbackHostPrefix(client.config), {
    name: 'healthomicsStreamsLoopbackGuard',
    relation: 'after',
    toMiddleware: 'endpointV2Middleware', // not `before` the serializer: there the endpoint is not resolved yet
    override: true,
  });
  middlewareStack.add(tellDeparture, {
    name: 'healthomicsStreamsDeparture',
    step: 'deserialize',
    priority: 'low',
    override: true,
  });
  middlewareStack.add(readWholeBody(client.config), {
    name: 'healthomicsStreamsBodyReader',
    step: 'deserialize',
    priority: 'low',
    override: true,
  });
  return Object.create(client, { middlewareStack: { value: middlewareStack } }) as Client;
}
