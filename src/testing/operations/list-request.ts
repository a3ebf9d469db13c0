import { isRecord } from '../expect.js';
import type { OperationName } from '../model/service-model.js';
import { compileFilter, type CompiledFilter } from '../stores/filter.js';
import type { TokenCheck } from '../tokens.js';
import type { PageRequest, ServiceContext } from './context.js';
import { walkPage, type WalkPage } from './walk.js';
import type { ListSource } from '../stores/ordered-source.js';

/** A list request whose input is valid: its filter compiled, its token checked. */
export interface ListRequest {
  readonly operation: OperationName;
  readonly sequenceStoreId: string | undefined;
  readonly filter: CompiledFilter;
  readonly limit: number;
  /** What tokens of this walk are bound to. */
  readonly scope: string;
  readonly token: TokenCheck;
}

const FIRST_PAGE: TokenCheck = { outcome: 'valid', content: { position: 0, page: 1 } };

export const listRequest = (
  context: ServiceContext,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
): ListRequest => {
  const { maxResults, nextToken, filter, sequenceStoreId: store } = input;
  const compiled = compileFilter(isRecord(filter) ? filter : {}, context.rules);
  const sequenceStoreId = typeof store === 'string' ? store : undefined;
  const scope = `${operation} ${sequenceStoreId ?? ''} ${compiled.key}`;
  return {
    operation,
    sequenceStoreId,
    filter: compiled,
    limit: typeof maxResults === 'number' ? maxResults : 100,
    scope,
    token:
      typeof nextToken === 'string' ? context.tokens.decode(scope, nextToken, context.now()) : FIRST_PAGE,
  };
};

/** The page of that request, and the token of the next. */
export const pageOf = (
  context: ServiceContext,
  request: ListRequest,
  source: ListSource<Readonly<Record<string, unknown>>>,
): { readonly places: WalkPage['places']; readonly nextToken: string | undefined } => {
  const { operation, sequenceStoreId, filter, limit, scope, token } = request;
  if (token.outcome !== 'valid') throw new Error('A page was asked for with a token that is not valid');
  const isEmpty = (page: number): boolean => {
    const where: PageRequest = { operation, sequenceStoreId, page };
    return context.isEmptyPage(where, scope);
  };
  const { places, next } = walkPage(source, filter, token.content, limit, isEmpty);
  return { places, nextToken: next && context.tokens.encode(scope, next, context.now()) };
};

/** The body of a list answer, from the JSON of its items. */
export const listBody = (member: string, items: readonly string[], nextToken: string | undefined): string =>
  `{${nextToken === undefined ? '' : `"nextToken":${JSON.stringify(nextToken)},`}"${member}":[${items.join(',')}]}`;
