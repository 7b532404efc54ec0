import { register } from 'node:module';

// Loaded with `node --import`: from here on `import … from 'electron'` gets the stand-in.
register('./resolve-electron.mjs', import.meta.url);
