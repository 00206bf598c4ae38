import { useEffect, useState } from 'react';
import { openLeft, writeTo } from '../state/file-actions.ts';
import { suggestedName } from '../state/flow-title.ts';
import { bridge, failureText } from '../state/session.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { importEndings, isWorkflow } from '../state/import-actions.ts';
import { importAt, readableExtensions, takeDataFile } from './data-files.ts';
import { t } from '../words/words.ts';

const close = () => change({ dialog: null });

/** The window's own file dialogs, for hosts without those of the system. */
export function FileDialogs() {
  const dialog = useWorkbench((s) => s.dialog);
  if (dialog === 'open') return <OpenFlow />;
  if (dialog === 'data-file') return <PickDataFile />;
  if (dialog === 'import') return <PickImport />;
  if (dialog === 'import-table') return <PickTable />;
  if (dialog === 'save-as') return <SaveAs />;
  return null;
}

interface Files {
  readonly files: readonly string[] | null;
  readonly failure: string | null;
}

function useFiles(extensions: readonly string[], base: string): Files {
  const [found, setFound] = useState<Files>({ files: null, failure: null });
  const wanted = extensions.join();
  useEffect(() => {
    let gone = false;
    bridge()
      .os.listFiles({ base, extensions: wanted.split(',') })
      .then(
        (files) => gone || setFound({ files, failure: null }),
        (error: unknown) => gone || setFound({ files: [], failure: failureText(error) }),
      );
    return () => {
      gone = true;
    };
  }, [base, wanted]);
  return found;
}

function FileList({ found, onPick, none }: { readonly found: Files; readonly onPick: (path: string) => void; readonly none: string }) {
  const [query, setQuery] = useState('');
  const shown = (found.files ?? []).filter((f) => f.toLowerCase().includes(query.toLowerCase()));
  if (found.failure !== null) return <p className="field-problem">{found.failure}</p>;
  if (found.files === null) return <p className="muted">{t('Looking')}</p>;
  if (found.files.length === 0) return <p className="muted">{none}</p>;
  return (
    <>
      <input className="text-field" autoFocus placeholder={t('Filter')} aria-label={t('Filter the files')} value={query} onChange={(e) => setQuery(e.target.value)} onKeyDown={(e) => (e.key === 'Enter' && shown[0] ? onPick(shown[0]) : undefined)} />
      <ul style={{ marginTop: 8 }}>
        {shown.slice(0, 200).map((file) => (
          <li key={file}>
            <button type="button" className="flow-row mono" style={{ margin: 0, width: '100%' }} onClick={() => onPick(file)}>
              {file}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const join = (base: string, file: string): string => (/^([\\/]|[A-Za-z]:)/.test(file) || base === '' ? file : `${base.replace(/[\\/]$/, '')}/${file}`);

/** Flows are most often called flow.json and lie high up; data files may be JSON too. */
const flowRank = (path: string): number => (/(^|[\\/])flow\.json$/.test(path) ? 0 : 10) + path.split(/[\\/]/).length;

function OpenFlow() {
  // Other flows lie beside this one, not below it.
  const home = useWorkbench((s) => s.home);
  const all = useFiles(['json'], home);
  const found = { ...all, files: all.files && [...all.files].sort((a, b) => flowRank(a) - flowRank(b)) };
  const samples = useWorkbench((s) => s.samples);
  const open = (path: string) => {
    close();
    openLeft(path);
  };
  return (
    <Dialog open onClose={close} title={t('Open a flow')} width={560}>
      <FileList found={found} none={t('There are no flow files in this folder.')} onPick={(file) => open(join(home, file))} />
      {samples.length > 0 ? (
        <section style={{ marginTop: 12 }}>
          <h2 className="faint" style={{ fontSize: 11, fontWeight: 600 }}>
            {t('Samples')}
          </h2>
          {samples.map((s) => (
            <button key={s.path} type="button" className="flow-row" style={{ margin: 0, width: '100%' }} onClick={() => open(s.path)}>
              {s.name}
              <span>{s.description}</span>
            </button>
          ))}
        </section>
      ) : null}
    </Dialog>
  );
}

function PickDataFile() {
  const extensions = readableExtensions(useWorkbench((s) => s.catalog));
  const found = useFiles(extensions, useWorkbench((s) => s.base));
  return (
    <Dialog open onClose={close} title={t('Choose a data file')} note={t('Files below the folder of this flow: {extensions}.', { extensions: extensions.join(', ') })} width={560}>
      <FileList
        found={found}
        none={t('There are no data files below the folder of this flow. Put one there, or add a source and type the path.')}
        onPick={(file) => {
          close();
          takeDataFile(file, workbench().replacing);
        }}
      />
    </Dialog>
  );
}

function PickImport() {
  const home = useWorkbench((s) => s.home);
  const all = useFiles(importEndings, home);
  // Many a JSON file is data; those that are of another tool for certain come first.
  const rank = (path: string): number => (isWorkflow(path) ? 0 : /\.ya?ml$/i.test(path) ? 1 : 2);
  const found = { ...all, files: all.files && all.files.filter((f) => !/(^|[\\/])flow\.json$/.test(f)).sort((a, b) => rank(a) - rank(b)) };
  return (
    <Dialog open onClose={close} title={t('Import')} note={t('Workflows of Alteryx Designer (.yxmd) and Tableau Prep (.tfl, .tflx) become flows; suites of Great Expectations and data contracts (ODCS) become rules of a Check node. A file can be dropped on the canvas, too.')} width={560}>
      <FileList
        found={found}
        none={t('There is nothing to import below this folder. Drop a file on the canvas.')}
        onPick={(file) => {
          close();
          importAt(file);
        }}
      />
    </Dialog>
  );
}

/** Which table of a contract is meant. */
function PickTable() {
  const question = useWorkbench((s) => s.importTables);
  if (!question) return null;
  return (
    <Dialog open onClose={close} title={t('Which table?')} note={t('The contract describes several. Its rules become those of one Check node.')} width={440}>
      <ul>
        {question.tables.map((table) => (
          <li key={table}>
            <button
              type="button"
              className="flow-row mono"
              style={{ margin: 0, width: '100%' }}
              onClick={() => {
                change({ dialog: null, importTables: null });
                question.answer(table);
              }}
            >
              {table}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function SaveAs() {
  const [name, setName] = useState(workbench().path ?? join(workbench().base, suggestedName(workbench())));
  const write = () => {
    close();
    void writeTo(name.endsWith('.json') ? name : `${name}.json`);
  };
  return (
    <Dialog
      open
      onClose={close}
      title={t('Save the flow as')}
      width={520}
      footer={
        <>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button variant="primary" disabled={name.trim() === ''} onClick={write}>
            {t('Save')}
          </Button>
        </>
      }
    >
      <input className="text-field mono" autoFocus aria-label={t('File')} value={name} onChange={(e) => setName(e.target.value)} onKeyDown={(e) => (e.key === 'Enter' && name.trim() !== '' ? write() : undefined)} />
    </Dialog>
  );
}
