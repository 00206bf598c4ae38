import { resolve } from 'node:path';
import { DiagnosticError } from '../core/diagnostic.ts';
import { inspectModel, type Inspection } from '../inference/inspect-model.ts';
import type { PortAccount } from '../inference/model-account.ts';
import type { ProbeOptions } from '../inference/probe-model.ts';
import { exit, type Console } from './console.ts';
import { visibleText } from './visible-text.ts';

/** `millrace model`: what a model file says of itself and whether it can run here. Gives the exit code: 0 it can, 1 it cannot, 2 there is no such file. */
export async function modelCommand(file: string, options: { readonly json?: boolean }, probe: ProbeOptions, console: Console): Promise<number> {
  const inspection = await inspectModel(resolve(file), probe).catch((error: unknown) => {
    if (error instanceof DiagnosticError && options.json === true) console.out(`${JSON.stringify({ file, canRun: false, reason: { code: error.diagnostic.code, message: error.message } }, null, 2)}\n`);
    throw error;
  });
  console.out(options.json === true ? `${JSON.stringify(modelJson(file, inspection), null, 2)}\n` : modelText(file, inspection));
  return inspection.reason === null ? exit.done : exit.failed;
}

const modelJson = (file: string, { bytes, sha256, account, reason, trial }: Inspection) => ({
  file,
  canRun: reason === null,
  reason: reason === null ? null : { code: reason.code, message: reason.message },
  bytes,
  sha256,
  ...account,
  trial,
});

const shapeText = ({ shape }: PortAccount): string => (shape === null ? '[…]' : `[${shape.map((size) => size ?? '?').join(', ')}]`);

function modelText(file: string, { bytes, sha256, account, reason, trial }: Inspection): string {
  const lines = [file, `  ${bytes} bytes, SHA-256 ${sha256}`];
  if (account !== null) {
    const producer = [account.producer, account.producerVersion].filter(Boolean).join(' ');
    lines.push(`  ${producer === '' ? 'no producer named' : `made by ${producer}`}, IR version ${account.irVersion}, opsets ${account.opsets.map((o) => `${o.domain} ${o.version}`).join(', ')}`);
    if (account.description !== '') lines.push(`  ${account.description.replaceAll(/\s+/g, ' ').trim()}`);
    const ports = (title: string, all: readonly PortAccount[]): void => {
      const width = Math.max(0, ...all.map((p) => p.name.length));
      lines.push('', title);
      for (const p of all) lines.push(`  ${p.name.padEnd(width)}  ${p.type} ${/^(sequence|map|optional)/.test(p.type) ? '' : shapeText(p)}${p.takesMissing ? ' takes missing values' : ''}${p.classes ? ` classes ${p.classes.join(', ')}` : ''}`.trimEnd());
      if (all.length === 0) lines.push('  none');
    };
    ports('Inputs', account.inputs);
    // Some exporters list every weight.
    if (account.defaults !== undefined && account.defaults.length <= 20) ports('Inputs with a value of their own', account.defaults);
    ports('Outputs', account.outputs);
    lines.push('', `Operators  ${account.operators.map((o) => `${o.domain === 'ai.onnx' ? '' : `${o.domain}.`}${o.name} × ${o.count}`).join(', ')}`);
    if (account.externalData.length > 0) lines.push(`Weights in  ${account.externalData.join(', ')}`);
    const metadata = Object.entries(account.metadata);
    if (metadata.length > 0) lines.push('', 'Metadata', ...metadata.map(([key, value]) => `  ${key}  ${value.length > 200 ? `${value.slice(0, 200)}…` : value}`));
  }
  lines.push('', reason === null ? 'It can run here.' : `It cannot run here: ${reason.message} [${reason.code}]`);
  if (trial?.trialFailure) lines.push(`A run on blank rows failed, which real rows need not: ${trial.trialFailure}`);
  return `${lines.map(visibleText).join('\n')}\n`;
}
