/** What V8 adds to the language, for the check of the core without Node's types; elsewhere it is set and ignored. */
interface ErrorConstructor {
  stackTraceLimit: number;
}
