import { Compass, FileInput, GraduationCap, LayoutTemplate, PlusCircle } from 'lucide-react';
import { useShortcut } from '../state/command-keys.ts';
import { openPath } from '../state/file-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { declineTour } from '../tour/tour-actions.ts';
import { Button } from '../ui/button.tsx';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { runCommand } from './commands.ts';
import { chooseDataFile } from './data-files.ts';
import { timeFormat } from '../words/numbers.ts';
import { language, t } from '../words/words.ts';

/** An empty flow: four ways to begin, the samples and the flows opened last. */
export function EmptyCanvas() {
  const samples = useWorkbench((s) => s.samples);
  const recent = useWorkbench((s) => s.recent);
  const toured = useWorkbench((s) => s.preferences.toured);
  const addKey = useShortcut('node.add');
  const first = samples[0];
  return (
    <div className="begin">
      <div className="begin-card" data-testid="welcome">
        <h1>{t('Draw a flow, see the rows at every step')}</h1>
        <p className="muted">{t('A flow reads data, changes it step by step and writes the result. Nothing is written before you run it.')}</p>
        {toured ? null : (
          <div className="begin-tour" data-testid="tour-offer">
            <Compass aria-hidden="true" />
            <span>{t('New here? A tour shows the window in two minutes, on a flow of its own.')}</span>
            <Button size="small" variant="primary" onClick={() => runCommand('help.tour')} data-testid="take-tour">
              {t('Take the tour')}
            </Button>
            <Button size="small" variant="ghost" onClick={declineTour} data-testid="decline-tour">
              {t('Not now')}
            </Button>
          </div>
        )}
        <div className="begin-ways">
          <button type="button" className="begin-way" onClick={() => void chooseDataFile()}>
            <FileInput aria-hidden="true" />
            <strong>{t('Start from a file')}</strong>
            <span>{t('Choose a CSV, Excel, JSON or Parquet file and look at its rows.')}</span>
          </button>
          <button type="button" className="begin-way" onClick={() => runCommand('node.add')}>
            <PlusCircle aria-hidden="true" />
            <strong>
              {t('Add a node')} {addKey ? <KeyboardHint shortcut={addKey} /> : null}
            </strong>
            <span>{t('Double click anywhere, or drag one from the palette.')}</span>
          </button>
          <button type="button" className="begin-way" onClick={() => runCommand('file.template')}>
            <LayoutTemplate aria-hidden="true" />
            <strong>{t('Use a template')}</strong>
            <span>{t('Clean a file, match tables, check rows: flows that run as they are.')}</span>
          </button>
          <button type="button" className="begin-way" disabled={!first} onClick={() => first && openPath(first.path)}>
            <GraduationCap aria-hidden="true" />
            <strong>{t('Open a sample')}</strong>
            <span>{first ? t('Begin with “{name}” and change it as you like.', { name: first.name }) : t('No samples were found beside this program.')}</span>
          </button>
        </div>
        <div className="begin-lists">
          {samples.length > 0 ? (
            <section aria-label={t('Samples')}>
              <h2>{t('Samples')}</h2>
              {samples.map((s) => (
                <button key={s.path} type="button" className="flow-row" onClick={() => openPath(s.path)}>
                  {s.name}
                  <span>{s.description}</span>
                </button>
              ))}
            </section>
          ) : null}
          {recent.length > 0 ? (
            <section aria-label={t('Recent flows')}>
              <h2>{t('Recent')}</h2>
              {recent.slice(0, 8).map((r) => (
                <button key={r.path} type="button" className="flow-row" title={r.path} onClick={() => openPath(r.path)}>
                  {r.name}
                  <span>{timeFormat(language(), { dateStyle: 'medium' }).format(new Date(r.opened))}</span>
                </button>
              ))}
            </section>
          ) : null}
        </div>
      </div>
    </div>
  );
}
