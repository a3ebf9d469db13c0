import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

/**
 * What a package's public types import that it neither brings nor asks for, each as `FILE: PACKAGE`. A user who does not
 * have it by chance gets `any` in its place.
 */
export function undeclaredImports({ exports, dependencies = {}, peerDependencies = {} }) {
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
