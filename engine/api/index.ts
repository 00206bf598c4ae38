export type * from './contract.ts';
export { createEngine, checkResult, type Engine, type EngineOptions } from './engine.ts';
export { pathFrom } from './flow-paths.ts';
export { blockingProblems } from './blocking-problems.ts';
export { Session } from './session.ts';
export type { RunRequest } from './run-request.ts';
export type { StreamRequest } from './stream-flow.ts';
