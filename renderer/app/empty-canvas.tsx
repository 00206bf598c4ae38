import { FileInput, GraduationCap, PlusCircle } from 'lucide-react';
import { useShortcut } from '../state/command-keys.ts';
import { openPath } from '../state/file-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { runCommand } from './commands.ts';
import { chooseDataFile } from './data-files.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** An empty flow: three ways to begin, the samples and the flows opened last. */
export function EmptyCanvas() {
  const samples = useWorkbench((s) => s.samples);
  const recent = useWorkbench((s) => s.recent);
  const addKey = useShortcut('node.add');
  const first = samples[0];
  return (
    <div className="begin">
      <div className="begin-card" data-testid="welcome">
        <h1>Draw a flow, see the rows at every step</h1>
        <p className="muted">A flow reads data, changes it step by step and writes the result. Nothing is written before you run it.</p>
        <div className="begin-ways">
          <button type="button" className="begin-way" onClick={() => void chooseDataFile()}>
            <FileInput aria-hidden="true" />
            <strong>Start from a file</strong>
            <span>Choose a CSV, JSON or Parquet file and look at its rows.</span>
          </button>
          <button type="button" className="begin-way" onClick={() => runCommand('node.add')}>
            <PlusCircle aria-hidden="true" />
            <strong>
              Add a node {addKey ? <KeyboardHint shortcut={addKey} /> : null}
            </strong>
            <span>Double click anywhere, or drag one from the palette.</span>
          </button>
          <button type="button" className="begin-way" disabled={!first} onClick={() => first && openPath(first.path)}>
            <GraduationCap aria-hidden="true" />
            <strong>Open a sample</strong>
            <span>{first ? `Begin with “${first.name}” and change it as you like.` : 'No samples were found beside this program.'}</span>
          </button>
        </div>
        <div className="begin-lists">
          {samples.length > 0 ? (
            <section aria-label="Samples">
              <h2>Samples</h2>
              {samples.map((s) => (
                <button key={s.path} type="button" className="flow-row" onClick={() => openPath(s.path)}>
                  {s.name}
                  <span>{s.description}</span>
                </button>
              ))}
            </section>
          ) : null}
          {recent.length > 0 ? (
            <section aria-label="Recent flows">
              <h2>Recent</h2>
              {recent.slice(0, 8).map((r) => (
                <button key={r.path} type="button" className="flow-row" title={r.path} onClick={() => openPath(r.path)}>
                  {r.name}
                  <span>{day.format(new Date(r.opened))}</span>
                </button>
              ))}
            </section>
          ) : null}
        </div>
      </div>
    </div>
  );
}
