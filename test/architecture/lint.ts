import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { ROOT } from './tracked-files.ts';

/**
 * The lint of the repository without the rules that ask for types. What the tests here look for is
 * said of the text alone, and reading the types of every project takes a minute and a half.
 */
export const lint = new ESLint({ cwd: ROOT, overrideConfig: tseslint.configs.disableTypeChecked });
