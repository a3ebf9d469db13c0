import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The stages of the flow, earliest first. A stage imports from those before it, never from those after it:
 * https://github.com/un-ts/eslint-plugin-import-x/blob/master/docs/rules/no-restricted-paths.md
 */
const STAGES = [
  'errors',
  'options',
  'lifetime',
  'client',
  'request',
  'pages',
  'where',
  'fan-out',
  'read-sets',
  'operators',
];

const path = (stage) => (stage === 'errors' ? './src/errors.ts' : `./src/${stage}`);
const zones = STAGES.map((stage, i) => ({
  target: path(stage),
  from: [
    ...STAGES.slice(i + 1).map(path),
    './src/index.ts',
    './src/opentelemetry',
    './src/testing',
    './src/cli',
  ],
  message: `${stage} comes earlier in the flow.`,
}));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.docs/', '.scratch/', '.snippets/', 'data/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // What rejects may be anything: the caller's own signal.reason is handed on by identity.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A string is spread to count or cut it in code points, as the service's model does.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { typescript: true, node: true } },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...zones,
            {
              target: './src/cli',
              from: './src',
              except: ['./cli', './index.ts', './testing'],
              message: 'The command is a client of the public names.',
            },
            {
              target: './src/opentelemetry',
              from: './src',
              except: ['./opentelemetry', './index.ts'],
              message: 'What is not on the flow uses the public names.',
            },
            {
              target: './src/testing',
              from: './src',
              except: ['./testing'],
              message: 'The emulator stands alone.',
            },
          ],
        },
      ],
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off', // expect.any() and its like are any
      'require-yield': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
