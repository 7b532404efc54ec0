import * as v from 'valibot';
import type { BuiltInSettings } from './built-in-settings.ts';
import type { HoldState } from './holds.ts';
import type { ListenerState } from './listener-settings.ts';
import type { OpenedCapture } from './opened-files.ts';
import type { PreferenceValues } from './preferences.ts';
import type { Problem } from './problem.ts';
import type { StorageState } from './storage.ts';
import type { RulesGlance } from './rules.ts';

/** Whether what passes is being kept. */
export type RecordingStatus =
  | { readonly state: 'recording'; readonly directory: string }
  | {
      readonly state: 'failed';
      readonly directory: string;
      readonly problem: Problem;
      readonly unrecorded: number;
    };

/** The hooks file that conversations are asked with. */
export interface HooksStatus {
  /** Its whole path. */
  readonly file: string;
  /** The hooks that are asked; none where they are switched off. */
  readonly hooks: readonly string[];
}

/** The whole application at a glance. */
export interface ApplicationState {
  readonly version: string;
  readonly host: 'desktop' | 'web' | 'terminal';
  /** When it was opened: microseconds since 1970. */
  readonly started: number;
  /** In the order in which they came; there always is one. */
  readonly listeners: readonly [ListenerState, ...ListenerState[]];
  /** The kind of built-in server that listeners have which name none of their own. */
  readonly builtIn: BuiltInSettings;
  readonly recording: RecordingStatus;
  readonly storage: StorageState;
  readonly preferences: PreferenceValues;
  readonly holds: HoldState;
  /** The rules that look at conversations, and may change them. */
  readonly rules: RulesGlance;
  /** What files from elsewhere held, to be looked at beside what is recorded here. */
  readonly opened: readonly OpenedCapture[];
  /** Null: there are none. */
  readonly hooks: HooksStatus | null;
  /** What went wrong without keeping the program from working: settings that could not be read, or kept. */
  readonly problems: readonly Problem[];
  /** Sessions in the capture folder. */
  readonly sessions: number;
  /** Sessions that are open now. */
  readonly open: number;
}

/** Requests about the application as a whole. */
export const stateRequests = {
  /** The application at a glance. */
  state: v.object({}),
} as const;

/** What {@link stateRequests} come back with. */
export interface StateResults {
  state: ApplicationState;
}

/** The application's state has changed. */
export interface StateEvent {
  readonly type: 'state';
  readonly state: ApplicationState;
}
