// Who runs the applications of real machines: processes of this computer, or an engine's containers. All else about them is shared.

import type { HostedApp, HostSignal } from '../fleet/app-host.js';
import type { Address } from './addresses.js';

/** An application with all that its surroundings decide. */
export interface Order {
  readonly app: HostedApp;
  /** Its container's environment, with workers, threads and work as they are here; HOST, PORT and the switch files are the runner's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Holds the sample's switch files, by the names in `SWITCH_FILES`. */
  readonly folder: string;
}

/** Variables that name the sample's switch files, and what each is called in an order's folder. */
export const SWITCH_FILES = { HEALTH_ANSWER_FILE: 'health-answer', ANSWER_DELAY_FILE: 'answer-delay' } as const;

/** The sample's variables for its switch files. @param at path of a file of that name, as the application sees it. */
export function switchVariables(at: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(SWITCH_FILES).map(([variable, name]) => [variable, at(name)]));
}

export interface Runner {
  /** Begins it under this key; fulfilled with its address as soon as signals reach it. Whatever goes wrong is reported as `failed`. */
  start(key: string, order: Order): Promise<Address>;
  /** Begins something that keeps one processor of that machine busy until it is killed. */
  burn(key: string, instanceId: string): void;
  /** What has ended gets nothing. */
  signal(key: string, signal: HostSignal): void;
  /** Ends everything; resolves when nothing is left. */
  close(): Promise<void>;
}

/** What a runner tells, by the key under which something was started. */
export interface RunnerReports {
  printed(key: string, line: string): void;
  /** @param code 128 + number for a signal. */
  exited(key: string, code: number): void;
  /** It could not be started. */
  failed(key: string, why: string): void;
  /** Milliseconds of CPU since each began, its children included; about twice a second. */
  busy(milliseconds: Readonly<Record<string, number>>): void;
  /** Everything has ended, and nobody asked for that. */
  lost(why: string): void;
}

/** Made when whatever it needs is there. */
export type RunnerMaker = (reports: RunnerReports) => Runner;
