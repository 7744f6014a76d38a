// The types of an operation handler, derived from the SDK's own command classes. Types only: nothing of the SDK is loaded.
// A wrong operation name, a wrong enum value in an answer and an unknown member are compile errors.

import type { CommandImpl } from '@smithy/core/client';

/** `[input, output]` of a command class of the SDK. */
// biome-ignore lint/suspicious/noExplicitAny: a command class matches only with its client's own types left open.
type InputOutput<C> = C extends new (...input: any[]) => CommandImpl<infer I, infer O, any, any, any> ? [I, O] : never;

/** The wire layer has verified that required members are there (top level only), so their `| undefined` is taken away. */
type Checked<I> = { [K in keyof I]: Record<never, never> extends Pick<I, K> ? I[K] : NonNullable<I[K]> };

/** An answer is only read, so a handler may hand out the store's own readonly arrays. */
type ReadOnly<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer E)[]
    ? readonly ReadOnly<E>[]
    : T extends object
      ? { readonly [K in keyof T]: ReadOnly<T[K]> }
      : T;

/** The SDK's output without its `$metadata`. An operation without output members answers nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer is a plain procedure.
type Answer<O> = keyof Omit<O, '$metadata'> extends never ? void : ReadOnly<Omit<O, '$metadata'>>;

/** Names of the operations of an SDK module: `OperationName<typeof import('@aws-sdk/client-sts')>` is `'AssumeRole' | …`. */
export type OperationName<Module> = { [K in keyof Module]: K extends `${infer N}Command` ? N : never }[keyof Module];

type CommandOf<Module, Name extends string> = `${Name}Command` extends keyof Module ? Module[`${Name}Command`] : never;

/** Input as a handler of `Name` receives it: decoded, validated, required members present. */
export type OperationInput<Module, Name extends OperationName<Module>> = Checked<
  InputOutput<CommandOf<Module, Name>>[0]
>;

/** What a handler of `Name` returns. */
export type OperationOutput<Module, Name extends OperationName<Module>> = Answer<
  InputOutput<CommandOf<Module, Name>>[1]
>;

/**
 * The handlers of one service, by operation name:
 *
 *     export const operations = {
 *       DescribeVpcs(input, context) { return { Vpcs: [...] }; },
 *     } satisfies Operations<typeof import('@aws-sdk/client-ec2'), Context>;
 *
 * A handler is synchronous, throws `ServiceError`, and returns plain data. Timestamps are `Date`, members that are absent
 * on the wire are left out or `undefined`; an empty list goes out as an empty list.
 */
export type Operations<Module, Context> = {
  readonly [Name in OperationName<Module>]?: (
    input: OperationInput<Module, Name>,
    context: Context,
  ) => OperationOutput<Module, Name>;
};
