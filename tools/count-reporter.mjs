import { writeFileSync } from 'node:fs';

/** A vitest reporter that writes how many tests passed, failed and were skipped, with the reasons and what failed, to the file named in COUNT_FILE. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: [], failures: [] };
    const fail = (name, errors) => {
      counts.failed++;
      counts.failures.push({ name, reason: errors.map((error) => error.message).join('; ') });
    };
    for (const error of unhandledErrors) fail('outside of a test', [error]);
    for (const module of modules) {
      // A file that cannot be loaded, or whose set-up fails, has no test that could fail.
      for (const group of [module, ...module.children.allSuites()]) if (group.errors().length > 0) fail(`${module.relativeModuleId} > ${group.fullName ?? 'the file'}`, group.errors());
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        const reason = result.note ?? (setUpFailed(test) ? 'its set-up failed' : null);
        if (result.state === 'passed') counts.passed++;
        else if (result.state !== 'skipped') fail(name, result.errors ?? []);
        else if (reason !== null) counts.skipped.push({ name, reason });
        else {
          fail(name, [new Error('it is skipped and does not say why: call context.skip with a reason, or let it run')]);
        }
      }
    }
    writeFileSync(process.env.COUNT_FILE, JSON.stringify(counts));
  }
}

function setUpFailed(test) {
  for (let group = test.parent; group; group = group.type === 'suite' ? group.parent : null) {
    if (group.errors().length > 0) return true;
  }
  return false;
}
