import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The stages of the flow, earliest first: a stage imports from those before it, never from those after it. */
const STAGES = [
  'files',
  'options',
  'rows',
  'lifetime',
  'client',
  'request',
  'pages',
  'where',
  'pushdown',
  'splits',
  'checkpoint',
  'fan-out',
  'lists',
  'report',
  'walks',
  'read-sets',
  'inventory',
  'operators',
  'sinks',
  'analysis',
];

/** What all but the emulator may use, and what imports nothing of the library. */
const LEAVES = ['text'];

/** What is not on the flow uses the public names, and could be deleted without the flow noticing. */
const BESIDE = ['cli', 'notebook', 'opentelemetry', 'parquet', 'testing'];

/** What collects the problems with options, for whoever takes options: it needs no more than the errors. */
const FOR_OPTIONS = 'options/problems';

/**
 * Forbids the files of one folder of src, and of the folders in it, to import from these folders and files of src,
 * save for one file.
 */
const forbid = (folder, others, message, allowed) =>
  ['', '*/'].map((below) => {
    const up = below === '' ? '\\.\\./' : '\\.\\./\\.\\./';
    const save = allowed === undefined ? '' : `(?!${allowed}\\.js$)`;
    const regex = `^${up}${save}(${others.join('|')})(/|\\.js$)`;
    return {
      files: [`src/${folder}/${below}*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
    };
  });

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
  ...STAGES.flatMap((stage, i) =>
    forbid(
      stage,
      [...STAGES.slice(i + 1), ...BESIDE, 'display', 'index'],
      `${stage} comes earlier in the flow.`,
    ),
  ),
  ...LEAVES.flatMap((leaf) =>
    forbid(leaf, [...STAGES, 'errors', ...BESIDE, 'display', 'index'], 'It imports nothing of the library.'),
  ),
  ...forbid('display', [...STAGES, 'errors', ...BESIDE], 'What the command and notebooks show alike.'),
  ...forbid(
    'cli',
    // Names of fields are shown by help, which does not load the library.
    [...STAGES.filter((stage) => stage !== 'rows'), 'errors', 'notebook', 'opentelemetry'],
    'The command is a client of the public names.',
  ),
  ...['notebook', 'opentelemetry', 'parquet'].flatMap((folder) =>
    forbid(
      folder,
      [...STAGES, 'errors', ...BESIDE.filter((other) => other !== folder)],
      'It uses the public names.',
      FOR_OPTIONS,
    ),
  ),
  ...forbid(
    'testing',
    [...STAGES, 'errors', ...BESIDE.filter((other) => other !== 'testing'), ...LEAVES, 'display', 'index'],
    'The emulator stands alone.',
  ),
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
