// Runs every notebook of examples/notebooks with tslab, as nbconvert does it, and renders each to HTML in
// .scratch/notebooks. A cell that fails, or that tslab writes an error of, fails the run. It is given a directory into
// which the package, tslab, vega and vega-lite are installed; the notebooks are run there.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('Expected a directory with the package and tslab in it.');
const project = resolve(given);
const source = 'examples/notebooks';
const rendered = resolve('.scratch/notebooks');

const kernel = join(project, 'jupyter/kernels/tslab');
mkdirSync(kernel, { recursive: true });
mkdirSync(rendered, { recursive: true });
writeFileSync(
  join(kernel, 'kernel.json'),
  JSON.stringify({
    argv: [
      process.execPath,
      join(project, 'node_modules/tslab/bin/tslab'),
      'kernel',
      '--config-path',
      '{connection_file}',
    ],
    display_name: 'TypeScript',
    language: 'typescript',
  }),
);
const env = {
  ...process.env,
  JUPYTER_PATH: join(project, 'jupyter'),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
const nbconvert = (...args) =>
  spawnSync('jupyter', ['nbconvert', '--log-level', 'ERROR', ...args], {
    cwd: project,
    env,
    stdio: 'inherit',
    timeout: 300_000,
  }).status === 0;

/** What tslab writes to stderr of a cell: it is also how it tells of some failures. */
function complaints(path) {
  const { cells } = JSON.parse(readFileSync(path, 'utf8'));
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .filter(({ output_type, name }) => output_type === 'error' || name === 'stderr')
    .map(({ text, traceback }) => [text ?? traceback].flat().join(''));
}

const names = readdirSync(source).filter((name) => name.endsWith('.ipynb'));
let failed = names.length === 0 ? 1 : 0;
for (const name of names.sort()) {
  const executed = join(project, `executed-${name}`);
  copyFileSync(join(source, name), join(project, name));
  const ran =
    nbconvert(
      '--to',
      'notebook',
      '--execute',
      '--ExecutePreprocessor.kernel_name=tslab',
      '--output',
      executed,
      name,
    ) && nbconvert('--to', 'html', '--output', join(rendered, name.replace(/ipynb$/, 'html')), executed);
  const said = ran ? complaints(executed) : ['nbconvert failed'];
  if (said.length > 0) failed += 1;
  console.log(said.length > 0 ? `${name} failed\n${said.join('\n')}` : `${name} ran`);
}
console.log(`${names.length} notebooks, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
