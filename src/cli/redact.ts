/** Variables whose values must not be printed, wherever the service or a proxy echoes them. */
const SECRET_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_BEARER_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];

/** What a signed request holds that must not be printed, also where the key is not from the environment. */
const SECRET_PATTERNS: readonly [pattern: RegExp, replacement: string][] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[key]'],
  [/\b(Credential=)[^\s,&"]+/gi, '$1[key]'],
  [/\b(Signature=)[^\s,&"]+/gi, '$1[signature]'],
  [/\b(x-amz-security-token\s*[:=]\s*)[^\s,&"\\]+/gi, '$1[token]'],
  [/(:\/\/)[^\s/@:]+:[^\s/@]+@/g, '$1[credentials]@'],
];

/** A text without keys, tokens and signatures. */
export function redact(text: string, env: NodeJS.ProcessEnv): string {
  const values = SECRET_VARIABLES.map((name) => env[name]).filter((value) => (value ?? '').length >= 8);
  const withoutValues = values.reduce<string>(
    (rest, value) => rest.replaceAll(value as string, '[secret]'),
    text,
  );
  return SECRET_PATTERNS.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    withoutValues,
  );
}
