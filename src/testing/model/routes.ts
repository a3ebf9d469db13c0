import { OPERATIONS, serviceModel, type OperationName } from './service-model.js';

/** The operation a method and a path name, with the labels found in the path. */
export interface Route {
  readonly operation: OperationName;
  readonly labels: Readonly<Record<string, string>>;
}

interface Template {
  readonly operation: OperationName;
  readonly method: string;
  readonly segments: readonly string[];
}

let templates: readonly Template[] | undefined;

const compile = (): readonly Template[] => {
  const { operations } = serviceModel();
  return OPERATIONS.map((operation) => {
    const { method, requestUri } = operations[operation].http;
    return { operation, method, segments: requestUri.split('/') };
  });
};

/** Finds the operation by the model's `requestUri`; undefined when there is none, or a label is badly encoded. */
export const routeOf = (method: string, path: string): Route | undefined => {
  templates ??= compile();
  const parts = path.split('/');
  for (const template of templates) {
    if (template.method !== method || template.segments.length !== parts.length) continue;
    const labels = labelsOf(template.segments, parts);
    if (labels !== undefined) return { operation: template.operation, labels };
  }
  return undefined;
};

const labelsOf = (
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined => {
  const labels: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== part) return undefined;
      continue;
    }
    try {
      labels[segment.slice(1, -1)] = decodeURIComponent(part);
    } catch {
      return undefined;
    }
  }
  return labels;
};
