import { nearestName } from '../core/schema.ts';
import { Arguments, suiteTrouble } from './arguments.ts';
import { columnMapChecks } from './column-map-checks.ts';
import { contractChecks } from './contract-checks.ts';
import { distributionTests } from './distribution-tests.ts';
import type { Check, Expectation, Table } from './expectation.ts';
import { figureChecks } from './figure-checks.ts';
import { jsonSchemaCheck } from './json-schema-check.ts';
import { klDivergenceCheck } from './kl-divergence.ts';
import { recordChecks } from './record-checks.ts';
import { schemaChecks } from './schema-checks.ts';
import { tableChecks } from './table-checks.ts';
import { valueSetChecks } from './value-set-checks.ts';

const checks: Readonly<Record<string, (args: Arguments, table: Table) => Check>> = {
  ...columnMapChecks,
  ...recordChecks,
  ...figureChecks,
  ...valueSetChecks,
  ...schemaChecks,
  ...tableChecks,
  ...distributionTests,
  ...contractChecks,
  expect_column_kl_divergence_to_be_less_than: klDivergenceCheck,
  expect_column_values_to_match_json_schema: jsonSchemaCheck,
};

export const expectationTypes: readonly string[] = Object.keys(checks).sort();

/** Says an expectation as a check of a table; throws an ExpectationTrouble when its arguments cannot be what it needs or no such expectation is known. */
export function checkOf(expectation: Expectation, table: Table): Check {
  const make = checks[expectation.type];
  if (make) return make(new Arguments(expectation, table), table);
  const nearest = nearestName(expectation.type, expectationTypes);
  throw suiteTrouble(`The expectation "${expectation.type}" is not supported.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`);
}
