import types from '../../app/hooks/hooks.d.ts?raw';
import example from '../../docs/example-hooks.mjs?raw';

/** What hooks get and may return, as TypeScript declares it. */
export const HOOK_TYPES: string = types;

/** A hooks file with one of each hook. */
export const EXAMPLE_HOOKS: string = example;
