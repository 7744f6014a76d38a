// How fast a watch goes by: slowly until something is decided, then faster, then straight to the next visible change.

export interface PaceView {
  /** Everything that the learner can see change; the same text means that nothing did. */
  readonly visible: string;
  readonly decided: number;
  /** Virtual milliseconds since the last look. */
  readonly virtualMs: number;
}

const SLOW = 5;
const FAST = 30;
/** Nobody waits longer than this for nothing, in milliseconds of the learner's time. */
const PATIENCE_MS = 12_000;
/** Nor does the world jump further than this at once. */
const LONGEST_JUMP_MS = 10 * 60_000;
const MOST_FACTOR = 16;

export class Pace {
  private visible = '';
  private slowMs = 0;
  private waitedMs = 0;
  private jumpedMs = 0;
  private factor = 1;

  /**
   * @param sleep waits this many milliseconds of the host's; a test passes one that only counts
   * @param fixed virtual seconds per second in place of the pace that follows the story; infinite: as fast as it goes
   */
  constructor(
    private readonly sleep: (ms: number) => Promise<void>,
    private readonly fixed?: number,
  ) {}

  faster(): void {
    this.factor = Math.min(MOST_FACTOR, this.factor * 2);
  }

  slower(): void {
    this.factor = Math.max(1 / MOST_FACTOR, this.factor / 2);
  }

  /** Virtual seconds per second; undefined while it jumps. */
  speed(decided: number): number | undefined {
    if (this.fixed !== undefined) return Number.isFinite(this.fixed) ? this.fixed * this.factor : undefined;
    if (this.jumps()) return undefined;
    return (decided === 0 && this.slowMs < PATIENCE_MS ? SLOW : FAST) * this.factor;
  }

  async step({ visible, decided, virtualMs }: PaceView): Promise<void> {
    if (visible !== this.visible || this.jumpedMs >= LONGEST_JUMP_MS) {
      this.visible = visible;
      this.waitedMs = 0;
      this.jumpedMs = 0;
    }
    const speed = this.speed(decided);
    if (speed === undefined) {
      this.jumpedMs += virtualMs;
      return;
    }
    const ms = virtualMs / speed;
    this.waitedMs += ms;
    if (decided === 0) this.slowMs += ms;
    await this.sleep(ms);
  }

  /** Another act: the slow part comes again. */
  begin(): void {
    this.visible = '';
    this.slowMs = 0;
    this.waitedMs = 0;
    this.jumpedMs = 0;
  }

  private jumps(): boolean {
    return this.waitedMs >= PATIENCE_MS;
  }
}
