// Checks the imports of the public types. Then packs the package, installs it into an empty project and uses it there:
// with import, with require, with the command, and with TypeScript under both common module resolutions.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Finds the packages that the public types import but that are neither dependencies nor peer dependencies, each as
 * `FILE: PACKAGE`. If such a package is not installed, TypeScript silently uses `any`.
 */
function undeclaredImports({ exports, dependencies = {}, peerDependencies = {} }) {
  const declared = { ...dependencies, ...peerDependencies };
  const files = new Set(Object.values(exports).flatMap(({ types }) => (types ? [resolve(types)] : [])));
  const undeclared = [];
  for (const file of files) {
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
      if (fileName.startsWith('.')) {
        files.add(resolve(dirname(file), fileName.replace(/\.js$/, '.d.ts')));
      } else if (!isBuiltin(fileName)) {
        const [name] = /^(@[^/]+\/)?[^/]+/.exec(fileName);
        if (!(name in declared)) undeclared.push(`${file}: ${name}`);
      }
    }
  }
  return undeclared;
}

const undeclared = undeclaredImports(JSON.parse(readFileSync('package.json', 'utf8')));
if (undeclared.length > 0) throw new Error(`undeclared imports in the types: ${undeclared.join(', ')}`);
console.log('all imports of the types are declared');

const project = mkdtempSync(join(tmpdir(), 'healthomics-streams-'));
const inProject = (command, ...args) =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const USE = `
  const emulator = await startEmulator({ stores: [{ id: '1234567890', readSets: generateReadSets({ count: 150, seed: 1 }) }] });
  const client = new OmicsClient(emulator.clientConfig());
  const listed = await count(listReadSets({ client }, { sequenceStoreId: '1234567890' }));
  await show(listReadSets({ client }, { sequenceStoreId: '1234567890' }), { limit: 1, display: { html: () => undefined } });
  client.destroy();
  await emulator.close();
  if (listed !== 150) throw new Error('listed ' + listed);
`;
const NAMES = {
  '@aws-sdk/client-omics': '{ OmicsClient }',
  'healthomics-streams': '{ count, listReadSets }',
  'healthomics-streams/notebook': '{ show }',
  'healthomics-streams/testing': '{ generateReadSets, startEmulator }',
};
const imports = Object.entries(NAMES).map(([from, names]) => `import ${names} from '${from}';`);
const requires = Object.entries(NAMES).map(([from, names]) => `const ${names} = require('${from}');`);

try {
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], {
    stdio: 'inherit',
  });
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }\n');
  inProject(
    'sh',
    '-c',
    'npm install --silent --no-fund --no-audit ./*.tgz @aws-sdk/client-omics typescript@5.0.4 @types/node@20',
  );

  writeFileSync(join(project, 'use.mjs'), `${imports.join('\n')}\n${USE}`);
  inProject('node', 'use.mjs');
  console.log('import lists read sets');

  writeFileSync(join(project, 'use.cjs'), `${requires.join('\n')}\n(async () => {${USE}})();`);
  inProject('node', '--no-warnings', 'use.cjs');
  console.log('require lists read sets');

  const help = inProject('npx', '--no-install', 'readsets', '--help');
  if (!help.includes('list')) throw new Error(`readsets --help printed ${help}`);
  console.log('readsets --help prints help');

  // The @ts-expect-error comments fail if a type is silently `any`.
  writeFileSync(
    join(project, 'use.ts'),
    `${imports.join('\n')}
export async function main() {
  const emulator = await startEmulator({ stores: [{ id: '1234567890', readSets: generateReadSets({ count: 1 }) }] });
  const client = new OmicsClient(emulator.clientConfig());
  for await (const readSet of listReadSets({ client }, { sequenceStoreId: '1234567890' })) {
    // @ts-expect-error a read set has no such member
    readSet.noSuchMember;
  }
  // @ts-expect-error a limit is a number
  await show([], { limit: 'all' });
}
`,
  );
  for (const [module, resolution] of [
    ['commonjs', 'node'],
    ['node16', 'node16'],
  ]) {
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node'];
    if (module === 'node16')
      writeFileSync(
        join(project, 'package.json'),
        '{ "name": "consumer", "type": "module", "private": true }\n',
      );
    inProject(
      'npx',
      '--no-install',
      'tsc',
      ...flags,
      '--module',
      module,
      '--moduleResolution',
      resolution,
      'use.ts',
    );
    console.log(`types resolve in TypeScript 5.0 with moduleResolution ${resolution}`);
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}
