import { isRecord } from '../expect.js';
import type { Route } from './routes.js';
import { serviceModel, shapeOf } from './service-model.js';
import { violations } from './violations.js';

/** An operation's input put together from path, query and body, and what it breaks of the model. */
export interface BoundInput {
  readonly input: Readonly<Record<string, unknown>>;
  readonly violations: readonly string[];
}

/** Puts each member of the input together from where the model says it travels, and checks the whole. */
export const bindInput = (
  route: Route,
  query: Readonly<Record<string, string>>,
  body: unknown,
): BoundInput => {
  const model = serviceModel();
  const { shape: inputName } = model.operations[route.operation].input;
  const input: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shapeOf(model, inputName).members ?? {})) {
    const key = member.locationName ?? name;
    if (member.location === 'uri') input[name] = route.labels[key];
    else if (member.location === 'querystring') {
      const text = query[key];
      if (text !== undefined)
        input[name] = shapeOf(model, member.shape).type === 'integer' ? toInteger(text) : text;
    } else if (isRecord(body) && body[name] !== undefined && body[name] !== null) input[name] = body[name];
  }
  const found = violations(model, inputName, input);
  if (body !== undefined && !isRecord(body)) found.push('The request body must be a JSON object');
  return { input, violations: found };
};

/** Text that is no integer stays text, which the check then refuses. */
const toInteger = (text: string): number | string => (/^[+-]?\d+$/.test(text) ? Number(text) : text);
