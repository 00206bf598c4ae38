import type { Judged } from './judge-suite.ts';
import type { Suite } from './read-suite.ts';

/** The outcome of a validation in the form of Great Expectations' validation results. */
export function validationReport(suite: Suite, judged: readonly Judged[], notMapped: readonly string[] = []) {
  const met = judged.filter((j) => j.success).length;
  return {
    success: met === judged.length,
    suite_name: suite.name,
    results: judged.map(({ expectation, success, result, trouble }) => ({
      expectation_type: expectation.type,
      kwargs: expectation.kwargs,
      success,
      result,
      exception_info: { raised_exception: trouble !== null, exception_message: trouble?.message ?? null, exception_traceback: trouble === null ? null : trouble.message },
      meta: expectation.meta ?? {},
      ...(expectation.severity === undefined ? {} : { severity: expectation.severity }),
    })),
    ...(notMapped.length === 0 ? {} : { not_judged: notMapped }),
    statistics: { evaluated_expectations: judged.length, successful_expectations: met, unsuccessful_expectations: judged.length - met, success_percent: judged.length === 0 ? null : (met / judged.length) * 100 },
  };
}

export type ValidationReport = ReturnType<typeof validationReport>;
