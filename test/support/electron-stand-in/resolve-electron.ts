import type { ResolveHook } from 'node:module';

/** Node's resolve hook: `electron` is the stand-in, everything else is what it is. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (specifier !== 'electron') return await nextResolve(specifier, context);
  return { url: new URL('./electron.mjs', import.meta.url).href, shortCircuit: true };
};
