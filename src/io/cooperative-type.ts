/**
 * The types of a cooperative copy: each overload of each function, with an operation for its promise.
 */
import type { Operation } from '../hub/operation.ts';

/** An operation in place of a promise; anything else as it is. */
export type Waited<R> = R extends PromiseLike<infer T> ? Operation<T> : R;

/** One overload; `unknown`, which vanishes from an intersection, where the function has none. */
type Signature<A extends unknown[], R> = unknown[] extends A
  ? unknown extends R
    ? unknown
    : (...args: A) => Waited<R>
  : (...args: A) => Waited<R>;

/** A function with up to 16 overloads. The compiler infers them from the last backwards. */
export type CooperativeFunction<F> = F extends {
  (...args: infer A1): infer R1;
  (...args: infer A2): infer R2;
  (...args: infer A3): infer R3;
  (...args: infer A4): infer R4;
  (...args: infer A5): infer R5;
  (...args: infer A6): infer R6;
  (...args: infer A7): infer R7;
  (...args: infer A8): infer R8;
  (...args: infer A9): infer R9;
  (...args: infer A10): infer R10;
  (...args: infer A11): infer R11;
  (...args: infer A12): infer R12;
  (...args: infer A13): infer R13;
  (...args: infer A14): infer R14;
  (...args: infer A15): infer R15;
  (...args: infer A16): infer R16;
}
  ? Signature<A1, R1> &
      Signature<A2, R2> &
      Signature<A3, R3> &
      Signature<A4, R4> &
      Signature<A5, R5> &
      Signature<A6, R6> &
      Signature<A7, R7> &
      Signature<A8, R8> &
      Signature<A9, R9> &
      Signature<A10, R10> &
      Signature<A11, R11> &
      Signature<A12, R12> &
      Signature<A13, R13> &
      Signature<A14, R14> &
      Signature<A15, R15> &
      Signature<A16, R16>
  : F;

/** What `cooperative` makes of a module, or of a function. */
export type Cooperative<M> = M extends (...args: never[]) => unknown
  ? CooperativeFunction<M>
  : {
      readonly [K in keyof M]: M[K] extends abstract new (...args: never[]) => unknown
        ? M[K]
        : M[K] extends (...args: never[]) => unknown
          ? CooperativeFunction<M[K]>
          : M[K];
    };
