import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The stages of the library, earliest first. A stage imports from earlier stages only. */
const STAGES = [
  'files',
  'options',
  'streams',
  'client',
  'request',
  'query',
  'paging',
  'run',
  'read-sets',
  'sinks',
  'analysis',
];

/** Any folder may import from these; they import nothing of the library. */
const LEAVES = ['text'];

/** Features outside the stages. They use public names only, and could be deleted without the stages noticing. */
const FEATURES = ['cli', 'notebook', 'opentelemetry', 'parquet', 'testing'];

/** Forbids the files in one folder of src to import from other folders and files of src, except from one file. */
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
      // A rejection may be any value: the caller's own signal.reason is passed on by identity.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Strings are spread to count code points, as the service's model does.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
    },
  },
  ...STAGES.flatMap((stage, i) =>
    forbid(stage, [...STAGES.slice(i + 1), ...FEATURES, 'display', 'index'], `${stage} is an earlier stage.`),
  ),
  ...LEAVES.flatMap((leaf) =>
    forbid(
      leaf,
      [...STAGES, 'errors', ...FEATURES, 'display', 'index'],
      'It imports nothing of the library.',
    ),
  ),
  ...forbid(
    'display',
    [...STAGES, 'errors', ...FEATURES],
    'The command and notebooks share it, and it imports nothing of the library.',
  ),
  ...forbid(
    'cli',
    [
      ...STAGES.filter((stage) => !['options', 'files'].includes(stage)),
      'errors',
      'notebook',
      'opentelemetry',
    ],
    'The command uses the public names.',
    // Help lists the fields without loading the library.
    'sinks/fields',
  ),
  ...['notebook', 'opentelemetry', 'parquet'].flatMap((folder) =>
    forbid(
      folder,
      [
        ...STAGES.filter((stage) => stage !== 'options'),
        'errors',
        ...FEATURES.filter((other) => other !== folder),
      ],
      'It uses the public names.',
    ),
  ),
  ...forbid(
    'testing',
    [
      ...STAGES.filter((stage) => stage !== 'options'),
      ...FEATURES.filter((other) => other !== 'testing'),
      'display',
      'index',
    ],
    'The emulator imports only option checks, texts and errors.',
  ),
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off', // expect.any() and its like are any
      'require-yield': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
