/** What the written-out files need to know. */
export interface ExportFacts {
  readonly name: string;
  readonly version: string;
  /** Plain name for units and images. */
  readonly slug: string;
  readonly streaming: boolean;
  /** It holds scripts that run only where they are trusted, as whoever exported them has. */
  readonly trusts: boolean;
  /** Exact versions of the packages with native code. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly outputs: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly default: string }[];
}

const flags = (f: ExportFacts): readonly string[] => [...(f.streaming ? ['--stream'] : []), ...(f.trusts ? ['--trust-scripts'] : [])];

export const command = (f: ExportFacts): string => ['node', 'run.mjs', ...flags(f)].join(' ');

export const manifestText = (f: ExportFacts): string =>
  `${JSON.stringify({ name: f.slug, version: '1.0.0', private: true, type: 'module', description: `${f.name}, a Millrace flow`, engines: { node: '>=20.19' }, scripts: { start: command(f) }, dependencies: f.dependencies }, null, 2)}\n`;

/** Starts the command line that lies beside it on the flow that lies beside it. */
export const starterText = (): string => `import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
process.argv.splice(2, 0, 'run', here);
await import('./millrace/dist/cli/cli.js');
`;

export const dockerfileText = (f: ExportFacts): string => `FROM node:24-slim
WORKDIR /srv/${f.slug}
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
USER node
CMD ${JSON.stringify(['node', 'run.mjs', ...flags(f)]).replaceAll(',', ', ')}
`;

export const dockerignoreText = (): string => 'node_modules\n.millrace\n';

export const npmrcText = (): string => '# The CPU runtime is inside the package; its post-install script would fetch a GPU build.\nonnxruntime-node-install=skip\n';

export const serviceText = (f: ExportFacts): string => `[Unit]
Description=${f.name.replaceAll('\n', ' ')} (Millrace flow)
After=network.target

[Service]
Type=${f.streaming ? 'simple' : 'oneshot'}
WorkingDirectory=/srv/${f.slug}
ExecStart=/usr/bin/env ${command(f)}
${f.streaming ? 'Restart=on-failure\nKillSignal=SIGTERM\nTimeoutStopSec=30\n' : ''}NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=strict
ReadWritePaths=/srv/${f.slug}

[Install]
WantedBy=multi-user.target
`;

export function readmeText(f: ExportFacts): string {
  const parameters = f.parameters.length === 0 ? '' : `\n## Parameters\n\n${f.parameters.map((p) => `- \`--param ${p.name}=…\` (${p.type}, default ${p.default})`).join('\n')}\n`;
  return `# ${f.name}

A flow exported from Millrace ${f.version}. It needs Node 20.19 or newer${f.trusts ? ', and for its scripts Python 3 with the packages pyarrow and, where a script says so, pandas (a container needs them in its image)' : ' and nothing else'}.

\`\`\`
${command(f)}
\`\`\`

The packages with native code in \`node_modules\` are those of ${f.platform}. On another system remove that folder and run \`npm ci --omit=dev\`; \`package-lock.json\` pins the same versions.

It writes:

${f.outputs.map((o) => `- \`${o}\``).join('\n') || '- nothing; the flow has no sink'}
${parameters}
## As a service

Copy this folder to \`/srv/${f.slug}\` and \`${f.slug}.service\` to \`/etc/systemd/system/\`, then \`systemctl enable --now ${f.slug}\`.${f.streaming ? '' : ' Pair it with a timer to run it regularly.'}

## As a container

\`\`\`
docker build -t ${f.slug} .
docker run --rm ${f.slug}
\`\`\`

\`node run.mjs --report report.json\` writes the account of a run: rows in and out of every node, time, problems. \`millrace-export.json\` lists every file with its SHA-256.
`;
}
