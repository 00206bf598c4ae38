export type * from './contract.ts';
export { createEngine, checkResult, type Engine, type EngineOptions } from './engine.ts';
export { Session, blockingProblems, pathFrom, type RunRequest } from './session.ts';
