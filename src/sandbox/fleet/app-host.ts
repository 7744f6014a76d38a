// Real processes behind the machines' applications: the contract between the simulated machine (boot, shell, Docker, network) and whoever
// runs its applications for real. The machine says what happens to an application; the host says what really came of it.

/** An application as its container describes it. */
export interface HostedApp {
  readonly instanceId: string;
  /** Unique in a world. */
  readonly appId: number;
  readonly name: string;
  /** The machine's own address, and the port inside the container. */
  readonly privateIpAddress: string;
  readonly port: number;
  /** Of the machine. */
  readonly vcpus: number;
  readonly workers: number;
  readonly threads: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A request that has reached the application's port. */
export interface HostedRequest {
  /** Identifies it until it is answered or forgotten. */
  readonly job: number;
  readonly app: HostedApp;
  readonly path: string;
  readonly healthCheck: boolean;
  /** What the sample's switch files hold at this moment; absent: there is no such file. */
  readonly switches: Switches;
}

export interface Switches {
  /** Status for the health checker alone. */
  readonly healthAnswer?: string;
  /** Milliseconds by which every answer comes later. */
  readonly answerDelayMs?: number;
}

/** `terminate` asks it to end (SIGTERM), `kill` ends it, `pause` and `resume` are SIGSTOP and SIGCONT. */
export type HostSignal = 'terminate' | 'kill' | 'pause' | 'resume';

export interface AppHost {
  /** Its processes begin; `listening` is reported when it answers. */
  start(app: HostedApp): void;
  /** An application that has ended is not there any more: nothing happens. */
  signal(appId: number, signal: HostSignal): void;
  ask(request: HostedRequest): void;
  /** Nobody waits for the answer any more: the connection is closed. */
  forget(job: number): void;
  /** The deregistration delay ran out (ALB-30): what others than the fleet's users have under way there is cut, too. */
  cut(instanceId: string, targetGroupArn: string): void;
  /** Threads that burn CPU on the machine beside its applications; 0: none. */
  burn(instanceId: string, threads: number): void;
  /** Milliseconds of CPU that the machine's processes have used since it was last asked, in the world's time. */
  takeBusyMs(instanceId: string): number;
}

/** What really happened; each is told at the world's present instant. */
export interface HostReports {
  listening(app: HostedApp): void;
  /** Its processes have ended. @param exitCode 128 + number for a signal. */
  exited(app: HostedApp, exitCode: number): void;
  /** `reset`: the connection broke without an answer. */
  answered(job: number, answer: { readonly statusCode: number } | 'reset'): void;
  /** One line that it wrote, for the machine's console. */
  printed(app: HostedApp, line: string): void;
}
