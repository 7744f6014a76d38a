// The input log's file, open for appending. A line is in it as a whole or not at all: what could not be written is taken back, so
// that nobody is told "done" about an input that the next opening would not find.

import { closeSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { LabError } from '../errors.js';

/** The operating system, for tests that fill the disk. */
export interface LogCalls {
  /** Bytes written; may be fewer than asked. */
  write(handle: number, bytes: Buffer): number;
  truncate(handle: number, length: number): void;
}

const SYSTEM: LogCalls = { write: (handle, bytes) => writeSync(handle, bytes), truncate: ftruncateSync };

export class LogFile {
  private readonly handle: number;
  private closed = false;
  private torn = false;

  /** @param length of the file now, in bytes. */
  constructor(
    private readonly file: string,
    private length: number,
    private readonly calls: LogCalls = SYSTEM,
  ) {
    this.handle = openSync(file, 'a');
  }

  /** In the operating system's hands when it returns: a killed process loses nothing. Throws ENVIRONMENT, with the file as before. */
  append(line: string): void {
    if (this.torn) throw this.cannotWrite('an earlier line is torn and could not be taken back');
    const bytes = Buffer.from(line);
    try {
      let written = 0;
      while (written < bytes.length) written += this.calls.write(this.handle, bytes.subarray(written));
      this.length += bytes.length;
    } catch (error) {
      this.takeBack();
      throw this.cannotWrite(error instanceof Error ? error.message : String(error));
    }
  }

  /** On the disk itself when it returns: for the moments at which a power cut shall not lose what lies behind. */
  sync(): void {
    fdatasyncSync(this.handle);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.handle);
  }

  private takeBack(): void {
    try {
      this.calls.truncate(this.handle, this.length);
    } catch {
      // The next opening cuts the torn line; until then every further one would make it the middle of the log.
      this.torn = true;
    }
  }

  private cannotWrite(why: string): LabError {
    return new LabError('ENVIRONMENT', `The sandbox cannot keep this, therefore it was not done: ${why}.`, {
      ref: this.file,
      suggestions: [`Make room on the disk that holds ${this.file}, or give it back its rights, then do it again.`],
      exitCode: 5,
    });
  }
}
