import type { Schema } from '../../../engine/core/schema.ts';
import { sameName } from '../../../engine/core/schema.ts';
import type { InputPort } from '../../../engine/definition/index.ts';
import type { KnownColumn } from '../code/completion-items.ts';

type Inputs = Readonly<Record<string, readonly Schema[]>> | undefined;

/** Columns that arrive at a port, of all its edges, each name once; null while no schema is known. */
export function columnsOfPort(inputs: Inputs, port: string): Schema | null {
  const schemas = inputs?.[port];
  if (!schemas || schemas.length === 0) return null;
  const columns = schemas.flat();
  return columns.filter((c, i) => columns.findIndex((other) => sameName(other.name, c.name)) === i);
}

/** Columns an expression over several ports may name; each says where it comes from when there are several ports. */
export function columnsOver(inputs: Inputs, ports: readonly InputPort[], over: readonly string[]): readonly KnownColumn[] {
  return over.flatMap((name) => {
    const title = ports.find((p) => p.name === name)?.title ?? name;
    return (columnsOfPort(inputs, name) ?? []).map((column) => ({ name: column.name, type: column.type, from: over.length > 1 ? title : null }));
  });
}
