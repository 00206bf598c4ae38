import type { FlowDocument } from '../../engine/document/document.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { FlowRevision } from '../../main/contract/os-calls.ts';
import { bridge } from './session.ts';
import { change, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** What the open flow can be compared with. */
export interface Versions {
  /** Its last commits, the newest first. */
  readonly revisions: readonly FlowRevision[];
  /** Why there are none. */
  readonly reason: string | null;
  /** Other flows of the folder, where the system has no dialog to choose one. */
  readonly files: readonly string[];
}

export const openComparison = (): void => change({ page: 'compare' });

/** Finds the versions that the open flow can be compared with. */
export async function findVersions(): Promise<Versions> {
  const { path, home, platform } = workbench();
  const { os } = bridge();
  const [known, files] = await Promise.all([
    path === null ? { revisions: [], reason: t('The flow is in no file yet.') } : os.revisions({ path }),
    platform?.nativeDialogs ? [] : os.listFiles({ base: home, extensions: ['json'] }),
  ]);
  return { ...known, files: files.filter((file) => `${home}/${file}` !== path) };
}

/** A version of a flow: as a commit of git has it, or as a file on the disk has it. */
export async function loadVersion(path: string, revision: string | null): Promise<FlowDocument> {
  const { document, diagnostics } = readDocument(await bridge().os.readVersion({ path, revision }), path);
  if (!document) throw new DiagnosticError(diagnostics[0] ?? problem('flow-unreadable', t('{path} is not a flow. Choose another file.', { path })));
  return document;
}

/** The open flow as it is written to its file, so that defaults which only the window knows are no difference. */
export function asWritten(document: FlowDocument): FlowDocument {
  return readDocument(writeDocument(document), 'The flow').document ?? document;
}
