// One vocabulary for models, under the names this folder uses.
export type { ExecutionProvider, ModelCall, ModelColumn, ModelInputBinding, MissingValue, ModelContainer, ModelOutputBinding, ModelSession, NullPolicy, PlainType, TensorType as ElementType } from '../relation/model-call.ts';
export type { ModelDescription, ModelOutputPort as ModelOutput, ModelPort, TriedRank, TriedRanks } from '../relation/model-description.ts';
export { carrierOf, levelsOfContainer, modelArguments, modelResults, plainSession, sqlTypeOf, tellsRefused } from '../relation/model-call.ts';
