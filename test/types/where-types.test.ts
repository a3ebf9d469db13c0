import ts50 from 'typescript-5.0';
import ts59 from 'typescript-5.9';
import ts6 from 'typescript';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Conditions, and whether each compiles. */
const TABLE: readonly [condition: string, compiles: boolean][] = [
  ['{}', true],
  [`{ status: 'ACTIVE', fileType: ['BAM', 'CRAM'] }`, true],
  [
    `{ id: '1', arn: 'a', sequenceStoreId: '1', subjectId: 's', sampleId: 's', name: 'n', description: 'd' }`,
    true,
  ],
  [`{ referenceArn: '', statusMessage: ['a'], creationType: 'IMPORT' }`, true],
  [
    `{ 'sequenceInformation.totalReadCount': 5, 'sequenceInformation.totalBaseCount': { gte: 30e9, lt: 60e9 } }`,
    true,
  ],
  [`{ 'sequenceInformation.totalReadCount': [1, 2], 'sequenceInformation.alignment': 'ALIGNED' }`, true],
  [`{ 'sequenceInformation.generatedFrom': { like: 'a*' } }`, true],
  [
    `{ 'etag.algorithm': 'BAM_MD5up', 'etag.source1': { present: true }, 'etag.source2': { missing: true } }`,
    true,
  ],
  [`{ etag: { missing: true }, sequenceInformation: { present: true } }`, true],
  [`{ creationTime: { gte: new Date(), lt: '2025-01-01' } }`, true],
  [`{ creationTime: [new Date(), '2025-01-01'] }`, true],
  [`{ status: { like: 'ACTIV*' } }`, true],
  [`{ status: 'RESTORING' as ReadSetStatus }`, true],
  [`{ name: undefined, and: undefined }`, true],
  [`{ and: [{ name: 'a' }, {}], or: [{ not: { name: 'b' } }], not: { or: [] } }`, true],
  [`Object.freeze({ name: ['a', 'b'] as const })`, true],
  [`{ statsu: 'ACTIVE' }`, false],
  [`{ totalBaseCount: 5 }`, false],
  [`{ sequenceInformation: { totalBaseCount: 5 } }`, false],
  [`{ 'sequenceInformation.totalBases': 5 }`, false],
  [`{ createdAfter: new Date() }`, false],
  [`{ status: 'ARCHIVD' }`, false],
  [`{ status: ['ACTIVE', 'ARCHIVD'] }`, false],
  [`{ fileType: 'bam' }`, false],
  [`{ 'etag.algorithm': 'MD5' }`, false],
  [`{ creationType: 'COPY' }`, false],
  [`{ name: 5 }`, false],
  [`{ name: null }`, false],
  [`{ name: [5] }`, false],
  [`{ name: new Date() }`, false],
  [`{ name: /a/ }`, false],
  [`{ name: { like: /a/ } }`, false],
  [`{ name: { gte: 'a' } }`, false],
  [`{ name: { eq: 'a' } }`, false],
  [`{ name: { missing: false } }`, false],
  [`{ name: { missing: 'yes' } }`, false],
  [`{ etag: 'abc' }`, false],
  [`{ etag: { like: 'a*' } }`, false],
  [`{ 'sequenceInformation.totalBaseCount': '30' }`, false],
  [`{ 'sequenceInformation.totalBaseCount': 30n }`, false],
  [`{ 'sequenceInformation.totalBaseCount': { gte: '30' } }`, false],
  [`{ 'sequenceInformation.totalBaseCount': { like: '3*' } }`, false],
  [`{ 'sequenceInformation.totalBaseCount': ['1'] }`, false],
  [`{ creationTime: 5 }`, false],
  [`{ creationTime: { gte: 5 } }`, false],
  [`{ creationTime: { like: '2024*' } }`, false],
  [`{ and: { name: 'a' } }`, false],
  [`{ or: [{ statsu: 'ACTIVE' }] }`, false],
  [`{ not: [{ name: 'a' }] }`, false],
  [`{ not: { name: { gt: 'a' } } }`, false],
];

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const FILE = `${FOLDER}conditions-of-the-table.ts`;
const HEAD = [
  "import type { ReadSetStatus } from '@aws-sdk/client-omics';",
  "import type { ReadSetWhere } from '../../src/query/where.js';",
];
const TEXT = [
  ...HEAD,
  ...TABLE.map(([condition], n) => `export const c${n}: ReadSetWhere = ${condition};`),
].join('\n');

/** Returns the conditions that a compiler rejects. Their file exists only in memory. */
function rejectedBy(ts: typeof ts6): string[] {
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => name === FILE || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, TEXT, rest[0]) : getSourceFile(name, ...rest);
  const program = ts.createProgram([FILE], options, host);
  const rejected = new Set<string>();
  for (const { file, start = 0, messageText } of program.getSemanticDiagnostics(
    program.getSourceFile(FILE),
  )) {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    const condition = TABLE[(file?.getLineAndCharacterOfPosition(start).line ?? 0) - HEAD.length]?.[0];
    if (condition === undefined) throw new Error(message);
    rejected.add(condition);
  }
  return [...rejected];
}

describe('only the valid conditions of the table compile', () => {
  it.each([ts50 as unknown as typeof ts6, ts59 as unknown as typeof ts6, ts6])(
    'under TypeScript $version',
    (ts) => {
      expect(rejectedBy(ts)).toEqual(TABLE.flatMap(([condition, compiles]) => (compiles ? [] : [condition])));
    },
  );
});
