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
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: undefined, // the notebooks set it
};
const nbconvert = (...args) =>
  spawnSync('jupyter', ['nbconvert', '--log-level', 'ERROR', ...args], {
    cwd: project,
    env,
    stdio: 'inherit',
    timeout: 300_000,
  }).status === 0;

/** Runs a notebook from its first cell to its last, and writes it with its outputs. */
const execute = (name, to, ...more) =>
  nbconvert(
    '--to',
    'notebook',
    '--execute',
    '--ExecutePreprocessor.kernel_name=tslab',
    ...more,
    '--output',
    to,
    name,
  );

/** What tslab writes to stderr of a cell, which is how it tells why a cell failed. */
function complaints(path) {
  const { cells } = JSON.parse(readFileSync(path, 'utf8'));
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .filter(({ output_type, name }) => output_type === 'error' || name === 'stderr')
    .map(({ text, traceback }) => [text ?? traceback].flat().join(''));
}

/** Runs and renders a notebook; gives what went wrong. */
function run(name) {
  const executed = join(project, `executed-${name}`);
  copyFileSync(join(source, name), join(project, name));
  if (!execute(name, executed)) {
    // nbconvert does not say what the cell said.
    return ['nbconvert failed', ...(execute(name, executed, '--allow-errors') ? complaints(executed) : [])];
  }
  const html = join(rendered, name.replace(/ipynb$/, 'html'));
  return nbconvert('--to', 'html', '--output', html, executed)
    ? complaints(executed)
    : ['It cannot be rendered.'];
}

const names = readdirSync(source).filter((name) => name.endsWith('.ipynb'));
let failed = names.length === 0 ? 1 : 0;
for (const name of names.sort()) {
  const problems = run(name);
  if (problems.length > 0) failed += 1;
  console.log(problems.length > 0 ? `${name} failed\n${problems.join('\n')}` : `${name} ran`);
}
console.log(`${names.length} notebooks, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
