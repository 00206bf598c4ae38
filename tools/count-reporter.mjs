import { writeFileSync } from 'node:fs';

/** A vitest reporter that writes how many tests passed, failed and were skipped, with the reasons, to the file named in COUNT_FILE. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // A file that cannot be loaded has no tests to fail.
      if (module.errors().length > 0) counts.failed++;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed++;
        else if (result.state === 'failed') counts.failed++;
        else
          counts.skipped.push({
            name: `${module.relativeModuleId} > ${test.fullName}`,
            reason: result.note ?? 'no reason given',
          });
      }
    }
    writeFileSync(process.env.COUNT_FILE, JSON.stringify(counts));
  }
}
