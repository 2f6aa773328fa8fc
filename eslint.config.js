import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { DEPENDENCIES } from './tools/boundaries.js';
import { editorLayers } from './tools/editor-layers.js';
import { importTable } from './tools/import-table.js';
import { rooms } from './tools/rooms.js';

const EXPORT_ALL = { selector: 'ExportAllDeclaration', message: 'Name what you export.' };
const EXPORT_DEFAULT = { selector: 'ExportDefaultDeclaration', message: 'Export it by name.' };
const WAYS_OUT = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'Outgoing calls go through connector-kit/http.',
}));

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/coverage/**', '.nx/**', '**/.millrace/**'],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  prettier,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 15],
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', EXPORT_ALL, EXPORT_DEFAULT],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: DEPENDENCIES },
      ],
    },
  },
  ...importTable,
  editorLayers,
  rooms,
  {
    files: ['libs/**/*.ts'],
    ignores: ['libs/connector-kit/src/http/**', '**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', { globals: WAYS_OUT, checkGlobalObject: true }],
    },
  },
  {
    files: ['apps/editor/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  {
    // A describe block is one function; assertions about foreign data may name its type.
    files: ['**/*.test.{ts,tsx}', 'test/**/*.ts', '**/testing.ts', '**/testing/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // These tools look for the default export.
    files: ['**/*.config.{ts,js}'],
    rules: { 'no-restricted-syntax': ['error', EXPORT_ALL] },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false },
      globals: {
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
);
