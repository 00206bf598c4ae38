import type { NodeReport } from '../../engine/core/run-report.ts';
import { catalog as english } from '../../nodes/catalog.ts';
import { workbench } from '../state/workbench.ts';

/** What a node of a report is called: by the name a person gave it then, or in the language of the window where it had none. */
export function reportTitle({ type, title }: Pick<NodeReport, 'type' | 'title'>): string {
  return english.get(type)?.title === title ? (workbench().catalog.get(type)?.title ?? title) : title;
}
