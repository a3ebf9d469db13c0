import { readFileSync } from 'node:fs';

/** The operations the emulator serves, by their name in the service model. */
export const OPERATIONS = [
  'ListReadSets',
  'ListSequenceStores',
  'GetSequenceStore',
  'GetReadSetMetadata',
] as const;

/** The name of an operation the emulator serves. */
export type OperationName = (typeof OPERATIONS)[number];

export interface MemberModel {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring';
  readonly locationName?: string;
}

export interface ShapeModel {
  readonly type: 'structure' | 'list' | 'string' | 'integer' | 'long' | 'timestamp';
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, MemberModel>>;
  readonly member?: MemberModel;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly error?: { readonly httpStatusCode: number };
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode: number };
  readonly input: { readonly shape: string };
  readonly output: { readonly shape: string };
}

/** The public service model `omics` 2022-11-28, cut down to the operations served here. */
export interface ServiceModel {
  readonly operations: Readonly<Record<OperationName, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

let loaded: ServiceModel | undefined;

/** The service model, read once. It lies in the package's `data` folder, two levels above both src and dist. */
export const serviceModel = (): ServiceModel => {
  // the file is part of the package and its shape is checked by the tests
  loaded ??= JSON.parse(
    readFileSync(new URL('../../../data/omics-storage-model.json', import.meta.url), 'utf8'),
  ) as ServiceModel;
  return loaded;
};

/** The shape of that name. */
export const shapeOf = (model: ServiceModel, name: string): ShapeModel => {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`The service model has no shape ${name}`);
  return shape;
};
