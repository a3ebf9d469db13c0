// Prints what the test run of the gate counted, as its closing line.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests } = JSON.parse(readFileSync('.scratch/test-results.json', 'utf8'));
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
