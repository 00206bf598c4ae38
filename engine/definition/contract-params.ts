import type { ParamSpecs } from './param.ts';

/** Settings of a source that name the data contract or suite its columns are compared with before anything runs. */
export const contractParams = {
  contract: { kind: 'file', label: 'Contract', help: 'A data contract (ODCS) or a suite of Great Expectations: columns that lack or are of another type are reported before anything runs. Its rules about values belong into Check.', access: 'read', extensions: ['yaml', 'yml', 'json'], default: null, advanced: true },
  contractTable: { kind: 'text', label: 'Table of the contract', help: 'Where the contract describes several.', default: null, advanced: true, showIf: { param: 'contract', startsWith: '' } },
} as const satisfies ParamSpecs;
