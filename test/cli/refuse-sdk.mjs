// A child process imports this file. From then on, loading the SDK or the library throws.
import { register } from 'node:module';

const hook = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (/@aws-sdk|\\/[.]scratch\\/[^/]+\\/dist\\/(index[.]js|testing\\/)/.test(specifier + found.url)) throw new Error('loads ' + found.url);
  return found;
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
