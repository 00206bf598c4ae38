import { measureEditor } from './editor.ts';
import type { BenchmarkResult } from './run.ts';

/** What `editor` measures, in Electron: the engine behind a message port, files chosen by the system's dialog. Starts a virtual screen where there is none. */
export const editorDesktop = (): Promise<BenchmarkResult> => measureEditor('editor-desktop', 'desktop');
