// The environment that sends AWS clients to the sandbox, as each shell wants to read it. Pure.

export type EnvironmentLines = readonly (readonly [string, string])[];

export const SHELLS = ['sh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

export function environmentLines(url: string, region: string): EnvironmentLines {
  return [
    ['AWS_ENDPOINT_URL', url],
    ['AWS_REGION', region],
    ['AWS_DEFAULT_REGION', region],
    ['AWS_ACCESS_KEY_ID', 'HALABSANDBOX'],
    ['AWS_SECRET_ACCESS_KEY', 'not-a-secret'],
    ['AWS_EC2_METADATA_DISABLED', 'true'],
  ];
}

/** No value needs quoting in sh or fish: addresses and plain words. */
const LINE: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}=${value}`,
  fish: (name, value) => `set -gx ${name} ${value}`,
  powershell: (name, value) => `$Env:${name} = "${value}"`,
};

export function environmentText(lines: EnvironmentLines, shell: Shell = 'sh'): string {
  return lines.map(([name, value]) => LINE[shell](name, value)).join('\n');
}
