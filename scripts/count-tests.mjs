// Prints the test counts as the last line of .ci/run.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests } = JSON.parse(readFileSync('.scratch/test-results.json', 'utf8'));
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
