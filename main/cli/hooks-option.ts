import { resolve } from 'node:path';
import { Option } from 'commander';

/** What says which hooks conversations are asked with, as commander gives it. */
export interface HooksArguments {
  /** The file's whole path. */
  readonly hooks?: string;
}

/** The option that says which hooks conversations are asked with. */
export function hooksOption(): Option {
  return new Option(
    '--hooks <file>',
    'functions of yours that are asked about what is said, and may change it: an ES module, docs/hooks.md',
  ).argParser((path) => resolve(path));
}
