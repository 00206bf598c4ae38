/** Every statement under way holds a thread of this pool, and so does every access to a file: with the usual four, a few runs would stop all else. */
const poolThreads = '24';

/** The environment of an engine process; the size of the pool can be set before it starts only. */
export const engineEnvironment = (): NodeJS.ProcessEnv => ({ UV_THREADPOOL_SIZE: poolThreads, ...process.env });
