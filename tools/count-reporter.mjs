import { writeFileSync } from 'node:fs';

/** A vitest reporter that writes how many tests passed, failed and were skipped, with the reasons, to the file named in COUNT_FILE. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // A file that cannot be loaded, or whose set-up fails, has no test that could fail.
      for (const group of [module, ...module.children.allSuites()]) if (group.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        const reason = result.note ?? (setUpFailed(test) ? 'its set-up failed' : null);
        if (result.state === 'passed') counts.passed++;
        else if (result.state !== 'skipped') counts.failed++;
        else if (reason !== null) counts.skipped.push({ name, reason });
        else {
          counts.failed++;
          console.error(`${name} is skipped and does not say why: call context.skip with a reason, or let it run.`);
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
