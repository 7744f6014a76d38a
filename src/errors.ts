// The three kinds of failure, told apart by who must act: the API caller (ServiceError), the learner (LabError),
// or we ourselves (assert). Floor 0: imports nothing.

/**
 * The API caller's mistake, in AWS's own code and words. `code` is the wire code of the query era
 * (`TargetGroupNotFound`, `InvalidVpcID.NotFound`); the wire layer maps it to the shape name a JSON or CBOR client expects,
 * and to the HTTP status the model gives for a modelled error (a status given here wins only for codes the model does not know).
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
  ) {
    super(message);
  }
}

/** Every reason for which the learner is stopped. Closed on purpose: a new reason is added here, with its comment. */
export type LabErrorCode =
  /** `ha-lab.json`, a flag or an answers file holds a value that cannot work. */
  | 'INVALID_CONFIG'
  /** A lesson or course file does not follow its format. */
  | 'INVALID_LESSON'
  /** A file given as a lesson report is none. */
  | 'INVALID_REPORT'
  /** The folder to write into holds files that are not ours to replace. */
  | 'TARGET_NOT_EMPTY'
  /** There is no project here, or there are several and none was named. */
  | 'NO_PROJECT'
  /** The command needs a deployed stack and there is none. */
  | 'NOT_DEPLOYED'
  /** The generated project does not compile, does not run, or does not produce exactly one stack. */
  | 'SYNTHESIS_FAILED'
  /** The synthesised project holds a resource or data source type the applier does not know. */
  | 'UNSUPPORTED_RESOURCE'
  /** The synthesised project sets an attribute (or a Terraform feature) that the applier does not know. */
  | 'UNSUPPORTED_ATTRIBUTE'
  /** The synthesised project holds an expression that is not a plain reference. */
  | 'UNSUPPORTED_EXPRESSION'
  /** The synthesised project is not one Terraform would accept: a missing argument, a wrong kind, a reference to nothing, a circle. */
  | 'INVALID_STACK'
  /** The applier's state file is truncated or altered, or of a newer format. */
  | 'STATE_DAMAGED'
  /** The stack has changed since the plan was made. */
  | 'PLAN_STALE'
  /** The input log of a workbook is truncated or altered. */
  | 'INPUT_LOG_DAMAGED'
  /** Another process holds the workbook and cannot be reached. */
  | 'WORKBOOK_BUSY'
  /** An answer is needed and nobody can be asked: no terminal, or `--yes` without a value. */
  | 'INPUT_NEEDED'
  /** The machine lacks something: a binary, a port, a permission, disk space. */
  | 'ENVIRONMENT'
  /** A lesson's expectation was judged and did not hold. */
  | 'CHECK_NOT_HELD'
  /** A deploy or destroy stopped half-way; what stands is known. */
  | 'DEPLOY_FAILED'
  /** Ctrl-C came in the middle of work; what is done is kept and named. */
  | 'INTERRUPTED'
  /** The learner said no. */
  | 'REFUSED'
  /** No process serves the sandbox at the moment. */
  | 'NOT_SERVED'
  /** No command has that name. */
  | 'UNKNOWN_COMMAND'
  /** No drill, action or probe has that name. */
  | 'UNKNOWN_DRILL'
  /** The drill cannot be done to what was named, or to anything now. */
  | 'UNKNOWN_TARGET';

export interface LabErrorDetails {
  /** What to do next, one line each; commands are written as they are typed. */
  readonly suggestions: readonly string[];
  /** Where it is: `file:line`, a resource address, or a page of the documentation. */
  readonly ref?: string;
  /** Exit code of the process; 1 unless the command documents another. */
  readonly exitCode?: number;
}

/** The learner must act. The message says what is wrong, the suggestions say what to do next. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly suggestions: readonly string[];
  readonly ref: string | undefined;
  readonly exitCode: number;

  constructor(
    readonly code: LabErrorCode,
    message: string,
    details: LabErrorDetails = { suggestions: [] },
  ) {
    super(message);
    this.suggestions = details.suggestions;
    this.ref = details.ref;
    this.exitCode = details.exitCode ?? 1;
  }
}

/** Our own mistake: throws a plain Error, which no caller is expected to handle. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}
