import type { CheckedFlow } from '../check/checked-flow.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import type { PositionedFile } from '../workers/row-messages.ts';
import { pathFrom } from './flow-paths.ts';

/** The file whose rows a port gives as they are, where rows are found in it by their number: one Parquet file on this machine. */
export function positionedFile(flow: CheckedFlow, node: string, port: string): PositionedFile | null {
  const relation = flow.nodes.find((n) => n.id === node)?.built?.outputs[port];
  if (relation?.op !== 'scan' || relation.source.format !== 'parquet') return null;
  const { path, store, staged, fileColumn, partitions = [], rowColumn, unionByName } = relation.source;
  if (store !== undefined || staged !== undefined || fileColumn !== undefined || rowColumn !== undefined || unionByName === true || partitions.length > 0) return null;
  const absolute = pathFrom(flow.base, path);
  // A pattern may stand for several files, and a column of that name would hide the number of the row.
  if (isRemotePath(path) || /[*?[\]{}]/.test(absolute) || relation.schema.length === 0 || relation.schema.some((c) => c.name.toLowerCase() === 'file_row_number')) return null;
  return { path: absolute, schema: relation.schema };
}
