import { toJsonSchema } from '@valibot/to-json-schema';
import { rulesFile } from './rule-settings.ts';

/**
 * The JSON Schema of a rules file, for editors that complete and check while one writes. What it cannot say (whether a
 * query or a regular expression is sound) the program says when it reads the file.
 */
export function rulesJsonSchema(): object {
  return {
    ...toJsonSchema(rulesFile, { typeMode: 'input', errorMode: 'ignore' }),
    title: 'Rules of SMTP Spy',
  };
}
