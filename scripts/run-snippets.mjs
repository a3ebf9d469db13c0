// Type-checks and runs every TypeScript block of the README, the guides and the doc comments against an emulator. A block
// without imports gets the library's names and a `client`. If every console.log of a block ends with a comment, the block
// must print these comments: `// 6`, or `// 6: explanation`.
import { spawn, spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as testing from '../dist/testing/index.js';
import * as library from '../dist/index.js';

const FOLDER = '.snippets';
const STORE = '1234567890';

/** Returns the blocks of a file with their first line. Removes the leading stars of doc comments. */
function blocksOf(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^([ \t*]*)```ts\n([\s\S]*?)^[ \t*]*```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length + 1,
    code: match[2].replaceAll(/^[ \t]*\* ?/gm, match[1].includes('*') ? '' : '$&'),
  }));
}

/** Returns the expected output by line; `undefined` unless every console.log has a comment. */
function expectedOutput(code) {
  const lines = code.split('\n').filter((line) => line.includes('console.log('));
  const expected = lines.map((line) => / \/\/ (.*)$/.exec(line)?.[1]);
  return expected.length === 0 || expected.includes(undefined) ? undefined : expected;
}

function isExpected(expected, printed) {
  const lines = printed.trimEnd().split('\n');
  return (
    lines.length === expected.length &&
    lines.every((line, i) => expected[i] === line || expected[i].startsWith(`${line}: `))
  );
}

function filesUnder(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

const files = ['README.md', ...filesUnder('docs', '.md'), ...filesUnder('src', '.ts')];
const blocks = files.flatMap(blocksOf);
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
const namesOf = (code, module, from) =>
  code.includes(`from '${from}'`) ? '' : `import { ${Object.keys(module).join(', ')} } from '${from}';`;
const snippets = blocks.map(({ file, line, code }, i) => {
  const path = `${FOLDER}/${String(i).padStart(3, '0')}.ts`;
  const prelude = [
    `// ${file}:${line}`,
    namesOf(code, library, 'healthomics-streams'),
    namesOf(code, testing, 'healthomics-streams/testing'),
    /\bclient = /.test(code) ? '' : "const client = createClient({ region: 'us-east-1' });",
  ];
  writeFileSync(path, `${prelude.filter(Boolean).join('\n')}\n${code}\nexport {};\n`);
  return { path, file, line, expected: expectedOutput(code) };
});
writeFileSync(
  `${FOLDER}/tsconfig.json`,
  JSON.stringify({
    extends: '../tsconfig.json',
    compilerOptions: {
      paths: {
        'healthomics-streams': ['../src/index.ts'],
        'healthomics-streams/notebook': ['../src/notebook/index.ts'],
        'healthomics-streams/parquet': ['../src/parquet/index.ts'],
        'healthomics-streams/testing': ['../src/testing/index.ts'],
      },
    },
    include: [],
    files: snippets.map(({ path }) => path.slice(FOLDER.length + 1)),
  }),
);

const emulator = await testing.startEmulator({
  stores: [{ id: STORE, name: 'snippets', readSets: testing.generateReadSets({ count: 250, seed: 1 }) }],
});
const environment = {
  ...process.env,
  AWS_ENDPOINT_URL_OMICS: emulator.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'example',
  AWS_SECRET_ACCESS_KEY: 'example',
};
const run = (path) =>
  new Promise((resolve) => {
    // Files that a block writes go into this folder, too.
    const child = spawn(process.execPath, ['--import', 'tsx', basename(path)], {
      env: environment,
      cwd: FOLDER,
    });
    let [printed, messages] = ['', ''];
    child.stdout.on('data', (data) => (printed += data));
    child.stderr.on('data', (data) => (messages += data));
    child.on('close', (status) => resolve({ status, printed, messages }));
  });

let failed = 0;
// Use the path, because older compilers with the same bin name are installed for the type tests.
const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', FOLDER], {
  encoding: 'utf8',
});
if (types.status !== 0) {
  failed += 1;
  console.log(types.stdout);
}
let compared = 0;
for (const { path, file, line, expected } of snippets) {
  const { status, printed, messages } = await run(path);
  if (expected !== undefined) compared += 1;
  if (status === 0 && (expected === undefined || isExpected(expected, printed))) continue;
  failed += 1;
  console.log(status === 0 ? `${file}:${line} printed unexpected output` : `${file}:${line} failed`);
  console.log(`${printed}${messages}`);
}
await emulator.close();
console.log(`${snippets.length} snippets ran, output of ${compared} compared, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
