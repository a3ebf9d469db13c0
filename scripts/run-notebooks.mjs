// Runs every notebook of examples/notebooks with nbconvert and tslab, and renders each to HTML in .scratch/notebooks.
// Fails if a cell fails or writes to stderr. The argument is a directory in which the package, tslab, vega and vega-lite
// are installed; the notebooks run there.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [directory] = process.argv.slice(2);
if (directory === undefined)
  throw new Error('Pass a directory in which the package and tslab are installed.');
const project = resolve(directory);
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

/** Executes a notebook and writes it with its outputs. */
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

/** Returns the errors of all cells. tslab writes the reason of a failure to stderr. */
function errorsOf(path) {
  const { cells } = JSON.parse(readFileSync(path, 'utf8'));
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .filter(({ output_type, name }) => output_type === 'error' || name === 'stderr')
    .map(({ text, traceback }) => [text ?? traceback].flat().join(''));
}

/** Runs and renders a notebook, and returns the problems. */
function run(name) {
  const executed = join(project, `executed-${name}`);
  copyFileSync(join(source, name), join(project, name));
  if (!execute(name, executed)) {
    // nbconvert does not print the error of the cell, so run again to collect it.
    return ['nbconvert failed', ...(execute(name, executed, '--allow-errors') ? errorsOf(executed) : [])];
  }
  const html = join(rendered, name.replace(/ipynb$/, 'html'));
  return nbconvert('--to', 'html', '--output', html, executed) ? errorsOf(executed) : ['rendering failed'];
}

const names = readdirSync(source).filter((name) => name.endsWith('.ipynb'));
let failed = names.length === 0 ? 1 : 0;
for (const name of names.sort()) {
  const problems = run(name);
  if (problems.length > 0) failed += 1;
  console.log(problems.length > 0 ? `${name} failed\n${problems.join('\n')}` : `${name} passed`);
}
console.log(`${names.length} notebooks, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
