import { asSentence } from './as-sentence.js';
import { isInvalidOption } from './exit.js';
import { flagProblems, withFlagNames } from './options/flag-names.js';
import { escapeControls } from '../display/escape-controls.js';
import { redact } from './redact.js';

/** An error as the command prints it: one line, without secrets, in the words of the command line. */
export function errorLine(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  return `readsets: ${escapeControls(redact(wording(error), env))}`;
}

function wording(error: unknown): string {
  if (isInvalidOption(error)) return flagProblems(error.problems);
  if (!(error instanceof Error)) return `${String(error)}.`;
  const detail = withFlagNames(error.message.replace(/\s*\n\s*/g, ' ').trim());
  if (isAbout(error, /^(region is missing|region not set)/i)) {
    return 'No Region is set. Give --region, or set AWS_REGION, or name a Region in the profile.';
  }
  const credentials = credentialsProblem(error);
  if (credentials !== undefined) {
    return (
      `No credentials found: ${credentials} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --profile or ` +
      'set AWS_PROFILE, and sign in if the profile requires it.'
    );
  }
  return detail === '' ? `${error.name}.` : detail;
}

/** Why the SDK found no credentials, in one sentence; `undefined` when it is about something else. */
function credentialsProblem(error: Error): string | undefined {
  const { cause } = error;
  const own = [error, cause].find(
    (candidate): candidate is Error =>
      candidate instanceof Error &&
      /^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(candidate.name),
  );
  return own && asSentence(own.message);
}

function isAbout(error: Error, pattern: RegExp): boolean {
  return pattern.test(error.message) || (error.cause instanceof Error && pattern.test(error.cause.message));
}
