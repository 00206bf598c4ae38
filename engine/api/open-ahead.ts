/** Begins to open the database that checks flows, for a process that is about to make an engine: that takes another thread's time while this one loads the rest. */
export { openBinderAhead as openAhead } from '../workers/duckdb-binder.ts';
