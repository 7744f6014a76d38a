// From nodes to flat steps with jumps, so that a script's whole position is one number and can be saved between two steps.

import type { Assignment, Node, Part, Redirect, Word } from './syntax.js';

export type Step =
  | {
      readonly do: 'run';
      readonly line: number;
      readonly text: string;
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
      /** A substitution inside gives the status of a bare assignment. */
      readonly captures: boolean;
    }
  | { readonly do: 'jump'; to: number; readonly back?: true }
  | { readonly do: 'jump-if'; readonly failed: boolean; to: number }
  | { readonly do: 'invert' }
  | { readonly do: 'status'; readonly value: number }
  /** `set -e` looks at the status here. */
  | { readonly do: 'check'; readonly line: number; readonly text: string }
  | { readonly do: 'capture' }
  | { readonly do: 'captured'; readonly slot: number }
  | { readonly do: 'pipe-begin' }
  /** What was collected becomes the input of the next command. */
  | { readonly do: 'pipe' }
  | { readonly do: 'pipe-end' }
  | { readonly do: 'for'; readonly slot: number; readonly words: readonly Word[] }
  | { readonly do: 'next'; readonly slot: number; readonly name: string; to: number }
  /** Two busy hands and nothing else: `while :; do :; done`. */
  | { readonly do: 'spin'; readonly line: number; readonly text: string }
  | { readonly do: 'spawn'; to: number; readonly line: number; readonly text: string }
  | { readonly do: 'define'; readonly name: string; readonly at: number }
  | { readonly do: 'return' }
  | { readonly do: 'end' };

interface Loop {
  readonly start: number;
  readonly breaks: { to: number }[];
}

/** Steps of a parsed script; the last one is always `end`. */
export function compile(script: Node): readonly Step[] {
  const compiler = new Compiler();
  compiler.node(script, true);
  compiler.steps.push({ do: 'end' });
  return compiler.steps;
}

class Compiler {
  readonly steps: Step[] = [];
  private readonly loops: Loop[] = [];
  private slots = 0;

  /** `checked`: `set -e` applies, because no condition hangs on the result. */
  node(node: Node, checked: boolean): void {
    switch (node.kind) {
      case 'list':
        for (const item of node.items) this.node(item, checked);
        if (node.items.length === 0) this.steps.push({ do: 'status', value: 0 });
        return;
      case 'simple':
        this.simple(node, checked);
        return;
      case 'pipe':
        this.pipe(node, checked);
        return;
      case 'and':
      case 'or':
        this.andOr(node, checked);
        return;
      case 'not':
        this.node(node.body, false);
        this.steps.push({ do: 'invert' });
        return;
      case 'background':
        this.background(node);
        return;
      case 'if':
        this.condition(node, checked);
        return;
      case 'while':
        this.loop(node, checked);
        return;
      case 'for':
        this.forLoop(node, checked);
        return;
      case 'function':
        this.definition(node);
        return;
    }
  }

  private jump(): { do: 'jump'; to: number } {
    const step = { do: 'jump' as const, to: 0 };
    this.steps.push(step);
    return step;
  }

  private jumpIf(failed: boolean): { to: number } {
    const step = { do: 'jump-if' as const, failed, to: 0 };
    this.steps.push(step);
    return step;
  }

  private get here(): number {
    return this.steps.length;
  }

  private simple(node: Extract<Node, { kind: 'simple' }>, checked: boolean): void {
    const [first] = node.words;
    const name = first?.length === 1 && first[0]?.kind === 'text' && !first[0].quoted ? first[0].text : undefined;
    const loop = this.loops[this.loops.length - 1];
    if (name === 'break' && loop !== undefined) {
      this.steps.push({ do: 'status', value: 0 });
      loop.breaks.push(this.jump());
      return;
    }
    if (name === 'continue' && loop !== undefined) {
      this.steps.push({ do: 'status', value: 0 }, { do: 'jump', to: loop.start, back: true });
      return;
    }
    const before = this.slots;
    const assignments = node.assignments.map(({ name: variable, value }) => ({
      name: variable,
      value: this.word(value),
    }));
    const words = node.words.map((word) => this.word(word));
    const redirects = node.redirects.map((redirect) => ({ ...redirect, target: this.word(redirect.target) }));
    const { line, text } = node;
    const captures = this.slots > before;
    this.steps.push({ do: 'run', line, text, assignments, words, redirects, captures });
    if (checked) this.steps.push({ do: 'check', line, text });
  }

  /** Commands inside a word run before it; their output waits in a slot. */
  private word(word: Word): Word {
    return word.map((part): Part => {
      if (part.kind !== 'command') return part;
      const slot = this.slots;
      this.slots += 1;
      this.steps.push({ do: 'capture' });
      this.node(part.body, false);
      this.steps.push({ do: 'captured', slot });
      return { kind: 'captured', slot, quoted: part.quoted };
    });
  }

  private pipe(node: Extract<Node, { kind: 'pipe' }>, checked: boolean): void {
    this.steps.push({ do: 'pipe-begin' });
    node.items.forEach((item, index) => {
      const last = index === node.items.length - 1;
      if (!last) this.steps.push({ do: 'capture' });
      this.node(item, false);
      this.steps.push({ do: last ? 'pipe-end' : 'pipe' });
    });
    if (checked) this.steps.push({ do: 'check', line: node.line, text: node.text });
  }

  private andOr(node: Extract<Node, { kind: 'and' | 'or' }>, checked: boolean): void {
    this.node(node.left, false);
    const skip = this.jumpIf(node.kind === 'and');
    this.node(node.right, checked);
    skip.to = this.here;
  }

  private background(node: Extract<Node, { kind: 'background' }>): void {
    const spawn = { do: 'spawn' as const, to: 0, line: node.line, text: node.text };
    this.steps.push(spawn);
    this.node(node.body, false);
    this.steps.push({ do: 'end' });
    spawn.to = this.here;
  }

  private condition(node: Extract<Node, { kind: 'if' }>, checked: boolean): void {
    this.node(node.condition, false);
    const toNo = this.jumpIf(true);
    this.node(node.yes, checked);
    const toEnd = this.jump();
    toNo.to = this.here;
    if (node.no === undefined) this.steps.push({ do: 'status', value: 0 });
    else this.node(node.no, checked);
    toEnd.to = this.here;
  }

  private loop(node: Extract<Node, { kind: 'while' }>, checked: boolean): void {
    if (isIdle(node.condition, node.until) && isIdle(node.body, false)) {
      this.steps.push({ do: 'spin', line: node.line, text: 'busy loop' });
      return;
    }
    const start = this.here;
    const loop: Loop = { start, breaks: [] };
    this.loops.push(loop);
    this.node(node.condition, false);
    const exit = this.jumpIf(!node.until);
    this.node(node.body, checked);
    this.steps.push({ do: 'jump', to: start, back: true });
    this.loops.pop();
    exit.to = this.here;
    // A loop that ended by its condition has status 0.
    this.steps.push({ do: 'status', value: 0 });
    for (const step of loop.breaks) step.to = this.here;
  }

  private forLoop(node: Extract<Node, { kind: 'for' }>, checked: boolean): void {
    const words = node.words.map((word) => this.word(word));
    const slot = this.slots;
    this.slots += 1;
    this.steps.push({ do: 'for', slot, words });
    const start = this.here;
    const next = { do: 'next' as const, slot, name: node.name, to: 0 };
    this.steps.push(next);
    const loop: Loop = { start, breaks: [] };
    this.loops.push(loop);
    this.node(node.body, checked);
    this.steps.push({ do: 'jump', to: start, back: true });
    this.loops.pop();
    next.to = this.here;
    for (const step of loop.breaks) step.to = this.here;
  }

  private definition(node: Extract<Node, { kind: 'function' }>): void {
    this.steps.push({ do: 'define', name: node.name, at: this.here + 2 });
    const over = this.jump();
    // Loops outside do not belong to the function's body.
    const outer = this.loops.splice(0);
    this.node(node.body, true);
    this.loops.push(...outer);
    this.steps.push({ do: 'return' });
    over.to = this.here;
  }
}

/** `:` or `true` (for `until`: `false`) and nothing else. */
function isIdle(node: Node, until: boolean): boolean {
  if (node.kind === 'list') return node.items.length > 0 && node.items.every((item) => isIdle(item, until));
  if (node.kind !== 'simple' || node.words.length !== 1 || node.assignments.length > 0) return false;
  const [part] = node.words[0] ?? [];
  const names = until ? ['false'] : [':', 'true'];
  return part?.kind === 'text' && names.includes(part.text);
}
