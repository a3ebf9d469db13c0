import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The compiled main module of the command. */
    readonly command: string;
  }
}

/** Compiles the sources once for all tests that start the command in its own process. */
export default async function compileCommand(project: TestProject): Promise<() => Promise<void>> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  await mkdir(join(root, '.scratch'), { recursive: true });
  const directory = await mkdtemp(join(root, '.scratch', 'command-'));
  await cp(join(root, 'package.json'), join(directory, 'package.json'));
  await symlink(join(root, 'data'), join(directory, 'data'), 'junction');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  for (const file of await readdir(join(root, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const source = await readFile(join(root, 'src', file), 'utf8');
    const compilerOptions = { ...options, module: ts.ModuleKind.ES2022 };
    const { outputText } = ts.transpileModule(source, { compilerOptions });
    const output = join(directory, 'dist', file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, outputText);
  }
  project.provide('command', join(directory, 'dist', 'cli', 'main.js'));
  return () => rm(directory, { recursive: true, force: true });
}
